//! Loops without a result, and how they end.

use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// `for i in par(0..out.len()) { out[i] = a[i] * k + i as u64; }`
fn scale(out: &mut [u64], a: &[u64], k: u64) {
    region!(region, turn);
    let items = pool::source(0..out.len());
    if region.inline(turn, pool::length(&items))
        || !pool::fits(&items, out.len())
        || !pool::fits(&items, (&&&&Window(&a)).reach())
    {
        for i in par(pool::plain(items)) {
            out[i] = a[i] * k + i as u64;
        }
    } else {
        let (a, k) = (a, k);
        region.run(turn, pool::with(items, &mut out[..]), |(indices, out), cut| {
            let first = indices.start;
            let a = (&&&&Window(&a)).window(first, cut.length);
            for at in 0..cut.length {
                let i = first + at;
                (|| {
                    out[at] = a[at] * k + i as u64;
                    Done
                })();
            }
            Done
        });
    }
}

#[test]
fn every_element_is_written_once_and_rightly() {
    let mut seed = 7;
    for run in 0..OFTEN {
        let n = [0, 1, 5, 127, 1000, 65_537, 300_000][run % 7];
        let a: Vec<u64> = (0..n).map(|_| random(&mut seed) >> 40).collect();
        let mut out = vec![1; n];
        scale(&mut out, &a, 3);
        assert!(out.iter().zip(&a).enumerate().all(|(i, (out, a))| *out == a * 3 + i as u64), "n = {n}");
    }
}

#[test]
fn an_array_that_is_too_short_panics_as_in_the_plain_loop() {
    let panic = catch_unwind(|| scale(&mut [0; 10], &[1; 7], 1)).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert_eq!(message, "index out of bounds: the len is 7 but the index is 7");
}

/// `for (i, (row, x)) in par(m.chunks_mut(width).zip(v).enumerate()) { row.fill(*x + i as u64); }`
fn fill(m: &mut [u64], width: usize, v: &[u64]) {
    region!(region, turn, chunk(3));
    let items = pool::enumerate(pool::zip(pool::chunks_mut(&mut m[..], width), pool::source(v)));
    if region.inline(turn, pool::length(&items)) {
        for (i, (row, x)) in par(pool::plain(items)) {
            row.fill(*x + i as u64);
        }
    } else {
        region.run(turn, items, |chunk, _| {
            for (i, (row, x)) in chunk {
                (|| {
                    row.fill(*x + i as u64);
                    Done
                })();
            }
            Done
        });
    }
}

#[test]
fn chains_go_over_what_their_iterators_go_over() {
    for (length, width, values) in [(0, 3, 5), (10, 3, 9), (100_000, 7, 20_000), (99_999, 10, 5_000)] {
        for _ in 0..20 {
            let v: Vec<u64> = (0..values).collect();
            let (mut m, mut plain) = (vec![u64::MAX; length], vec![u64::MAX; length]);
            plain.chunks_mut(width).zip(&v).enumerate().for_each(|(i, (row, x))| row.fill(*x + i as u64));
            fill(&mut m, width, &v);
            assert_eq!(m, plain);
        }
    }
}

/// `for i in par(0..n) { step(i)?; }`, a step at a time.
fn attempt(n: usize, step: impl Fn(usize) -> Result<(), usize> + Sync) -> Result<(), usize> {
    region!(region, turn, chunk(2));
    let items = pool::source(0..n);
    if region.inline(turn, pool::length(&items)) {
        for i in par(pool::plain(items)) {
            step(i)?;
        }
    } else {
        let done = region.run(turn, items, |indices, _| -> pool::Iteration<Result<(), usize>> {
            for i in indices {
                (|| -> pool::Iteration<Result<(), usize>> {
                    step(i)?;
                    pool::Fallible::DONE
                })()?;
            }
            pool::Fallible::DONE
        });
        done?;
    }
    Ok(())
}

/// Work of some microseconds.
fn toil() {
    std::hint::black_box((0..2_000).fold(1_u64, |x, y| std::hint::black_box(x.wrapping_mul(31) ^ y)));
}

#[test]
fn the_error_of_the_lowest_item_comes_back() {
    for _ in 0..OFTEN {
        let result = attempt(500, |i| {
            toil();
            if i % 100 == 57 || i == 158 { Err(i) } else { Ok(()) }
        });
        assert_eq!(result, Err(57));
        assert_eq!(attempt(100, |_| Ok(())), Ok(()));
    }
}

#[test]
fn a_panic_travels_with_its_payload_and_stops_the_rest() {
    for _ in 0..50 {
        let ran = AtomicUsize::new(0);
        let panic = catch_unwind(std::panic::AssertUnwindSafe(|| {
            attempt(100_000, |i| {
                toil();
                ran.fetch_add(1, Ordering::Relaxed);
                if i == 20 { std::panic::panic_any(i) } else { Ok(()) }
            })
        }))
        .unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&20_usize));
        assert!(ran.into_inner() < 50_000, "the rest does not run");
    }
}

#[test]
fn a_lock_that_is_held_around_a_nested_region_hangs_nobody() {
    let lock = Mutex::new(0_usize);
    for _ in 0..20 {
        let step = |_| {
            let mut held = lock.lock().unwrap();
            let inner = attempt(40, |_| {
                toil();
                Ok(())
            });
            *held += 1;
            inner
        };
        assert_eq!(attempt(64, step), Ok(()));
    }
    assert_eq!(lock.into_inner().unwrap(), 20 * 64);
}

#[test]
fn many_callers_at_once_lose_nothing() {
    std::thread::scope(|scope| {
        for caller in 0..16_usize {
            scope.spawn(move || {
                for round in 0..30 {
                    let failing = (caller + round) % 5 == 0;
                    let result = attempt(200, |i| {
                        let inner = attempt(20, |_| Ok(()));
                        if failing && i >= 100 { Err(i) } else { inner }
                    });
                    assert_eq!(result, if failing { Err(100) } else { Ok(()) });
                }
            });
        }
    });
}

#[test]
fn a_region_in_a_pool_of_the_program_uses_that_pool() {
    let pool =
        rayon_core::ThreadPoolBuilder::new().num_threads(3).thread_name(|at| format!("own-{at}")).build().unwrap();
    let names = Mutex::new(std::collections::BTreeSet::new());
    pool.install(|| {
        for _ in 0..30 {
            let result = attempt(300, |_| {
                toil();
                names.lock().unwrap().insert(std::thread::current().name().unwrap_or("").to_owned());
                Ok(())
            });
            assert_eq!(result, Ok(()));
        }
    });
    let names = names.into_inner().unwrap();
    assert!(names.iter().all(|name| name.starts_with("own-")), "{names:?}");
}
