use bedeck::__private::memo::*;
use std::time::Instant;
mod x {}
#[inline(never)]
pub fn body(x: u64) -> u64 {
    x.wrapping_mul(0x9e37_79b9).rotate_left(7)
}
#[inline(always)]
fn m() -> &'static Memo {
    enum Here {}
    static M: Memo = Memo::new(bedeck::__private::Site::new::<Here>());
    &M
}
#[inline(never)]
pub fn ours(x: u64) -> u64 {
    let key = ((&&&&&&Arg(&x)).key(),);
    let table = m().table(&|| (), &key);
    match table.find(&key) {
        Ok(v) => v,
        Err(miss) => match table.begin(miss, key) {
            Start::Found(v) => v,
            Start::Run(r) => r.finish(body(x), true),
        },
    }
}
#[inline(always)]
fn ms() -> &'static Memo {
    enum Here {}
    static M: Memo = Memo::new(bedeck::__private::Site::new::<Here>());
    &M
}
#[inline(never)]
pub fn ours_s(x: &str) -> u64 {
    let key = ((&&&&&&Arg(&x)).key(),);
    let table = ms().table(&|| (), &key);
    match table.find(&key) {
        Ok(v) => v,
        Err(miss) => match table.begin(miss, key) {
            Start::Found(v) => v,
            Start::Run(r) => r.finish(body(x.len() as u64), true),
        },
    }
}
thread_local!(static RAW: std::cell::RefCell<hashbrown::HashTable<(u64,u64)>> = const { std::cell::RefCell::new(hashbrown::HashTable::new()) });
#[inline(always)]
fn hr(x: u64) -> u64 {
    let p = (x ^ 0x123456789) as u128 * 0x589965cc75374cc3_u128;
    p as u64 ^ (p >> 64) as u64
}
#[inline(never)]
pub fn raw(x: u64) -> u64 {
    RAW.with(|r| {
        if let Some(e) = r.borrow().find(hr(x), |e| e.0 == x) {
            return e.1;
        }
        let v = body(x);
        r.borrow_mut().insert_unique(hr(x), (x, v), |e| hr(e.0));
        v
    })
}
fn time(f: fn(u64) -> u64, keys: &[u64], threads: usize) -> f64 {
    let n = 20_000_000 / keys.len();
    std::thread::scope(|s| {
        let hs: Vec<_> = (0..threads)
            .map(|_| {
                s.spawn(|| {
                    for k in keys {
                        std::hint::black_box(f(*k));
                    }
                    let t = Instant::now();
                    for _ in 0..n {
                        for k in keys {
                            std::hint::black_box(f(*k));
                        }
                    }
                    t.elapsed().as_secs_f64() * 1e9 / (n * keys.len()) as f64
                })
            })
            .collect();
        hs.into_iter().map(|h| h.join().unwrap()).sum::<f64>() / threads as f64
    })
}
fn main() {
    let keys: Vec<u64> = (0..1000u64).map(|i| i.wrapping_mul(0x9e3779b97f4a7c15) >> 50).collect();
    let strs: Vec<String> = (0..1000).map(|i| format!("{i:032}")).collect();
    for _ in 0..5 {
        let s = {
            for k in &strs {
                ours_s(k);
            }
            let t = Instant::now();
            for _ in 0..5000 {
                for k in &strs {
                    std::hint::black_box(ours_s(k));
                }
            }
            t.elapsed().as_secs_f64() * 1e9 / 5e6
        };
        println!(
            "ours {:.2} {:.2} hot {:.2} | raw {:.2} {:.2} {:.2} | str {s:.2}",
            time(ours, &keys, 1),
            time(ours, &keys, 2),
            time(ours, &[7; 1000], 2),
            time(raw, &keys, 1),
            time(raw, &keys, 2),
            time(raw, &[7; 1000], 2)
        );
    }
    println!("{:?}", m().table::<_, _, u64>(&|| (), &((&&&&&&Arg(&1u64)).key(),)).info());
}
