//! `#[memoize]`: signatures, attributes and code of the user's that are seldom met.
#![allow(clippy::needless_pass_by_value, clippy::cast_possible_truncation, clippy::boxed_local, reason = "every shape")]

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use bedeck::{InstanceMemo, memoize};

/// Runs `test` in a thread of its own, which must end.
fn must_end(test: impl FnOnce() + Send + 'static) {
    let (send, done) = mpsc::channel();
    let thread = thread::spawn(move || {
        test();
        let _ = send.send(());
    });
    let hangs = done.recv_timeout(Duration::from_secs(60)) == Err(mpsc::RecvTimeoutError::Timeout);
    assert!(!hangs, "it hangs");
    thread.join().unwrap();
}

#[memoize]
#[allow(clippy::ref_option_ref, clippy::needless_lifetimes, clippy::borrowed_box, reason = "every shape")]
fn nested<'a, 'b>(words: &'a [&'b str], pair: Option<&(u8, String)>, boxed: Box<str>, inner: &Box<str>) -> usize {
    words.len() + pair.map_or(0, |(n, text)| usize::from(*n) + text.len()) + boxed.len() + inner.len()
}

#[memoize]
fn either(text: Cow<'_, str>, option: Option<&[u8]>, tuple: (u8, char)) -> String {
    format!("{text}{option:?}{tuple:?}")
}

#[test]
fn borrowed_arguments_of_many_shapes() {
    let boxed: Box<str> = "abc".into();
    for _ in 0..2 {
        let local = String::from("x");
        assert_eq!(nested(&[&local, "y"], Some(&(1, "z".to_owned())), boxed.clone(), &boxed), 10);
        assert_eq!(nested(&[&local, "y"], None, boxed.clone(), &boxed), 8);
        assert_eq!(either(Cow::Borrowed(&local), Some(&[1]), (1, 'a')), "xSome([1])(1, 'a')");
        assert_eq!(either(Cow::Owned("x".to_owned()), None, (1, 'a')), "xNone(1, 'a')");
    }
    assert_eq!((nested_memo().info().hits, nested_memo().info().misses), (2, 2));
    assert_eq!((either_memo().info().hits, either_memo().info().misses), (2, 2));
}

struct Left(u64);
struct Right(u64);

macro_rules! halves {
    ($($name:ident: $by:expr),*) => {$(
        impl $name {
            #[memoize(key = (self.0, n))]
            pub(crate) fn times(&self, n: u64) -> u64 {
                fn inner(n: u64) -> u64 {
                    #[memoize]
                    fn step(n: u64) -> u64 {
                        n * $by
                    }
                    step(n)
                }
                inner(self.0 * n)
            }
        }
    )*};
}

halves!(Left: 1, Right: 100);

#[test]
fn one_name_in_several_impls() {
    for _ in 0..2 {
        assert_eq!((Left(2).times(3), Right(2).times(3), Left(3).times(2)), (6, 600, 6));
    }
    assert_eq!((Left::times_memo().info().misses, Right::times_memo().info().misses), (2, 1));
    assert_eq!((Left::times_memo().info().hits, Right::times_memo().info().hits), (2, 1));
}

struct Grid<const N: usize, T>([T; N]);

impl<const N: usize, T: Copy + Into<u64> + Eq + Hash + Send + Sync + 'static> Grid<N, T> {
    #[memoize(key = self.0)]
    fn sum<const BY: u64>(&self) -> u64
    where
        T: Copy,
    {
        self.0.iter().map(|n| (*n).into() * BY).sum()
    }
}

#[test]
fn constants_of_the_impl_and_of_the_method() {
    for _ in 0..2 {
        assert_eq!((Grid([1_u8, 2]).sum::<1>(), Grid([1_u8, 2]).sum::<2>(), Grid([1_u8, 2, 3]).sum::<1>()), (3, 6, 6));
        assert_eq!(Grid([1_u32, 2]).sum::<1>(), 3);
    }
    let info = Grid::<2, u8>::sum_memo::<1>().info();
    assert_eq!((info.hits, info.misses, info.entries), (1, 1, 1));
}

/// Its code calls a memoized function again, wherever it runs.
#[derive(Debug)]
struct Again {
    n: u8,
    deep: bool,
}

/// Which of them ran.
static CODE: Mutex<[u64; 4]> = Mutex::new([0; 4]);

fn code(which: usize) {
    CODE.lock().unwrap()[which] += 1;
}

impl Again {
    fn call_again(&self, which: usize) {
        code(which);
        // Kept keys are compared with this one's: once is enough.
        if self.deep && !INSIDE.replace(true) {
            assert_eq!(again(Again { n: self.n, deep: false }).n, self.n);
            INSIDE.set(false);
        }
    }
}

thread_local! {
    static INSIDE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

impl Hash for Again {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call_again(0);
        state.write_u8(self.n);
    }
}

impl PartialEq for Again {
    fn eq(&self, other: &Again) -> bool {
        self.call_again(1);
        self.n == other.n
    }
}

impl Eq for Again {}

impl Clone for Again {
    fn clone(&self) -> Again {
        self.call_again(2);
        Again { n: self.n, deep: self.deep }
    }
}

impl Drop for Again {
    fn drop(&mut self) {
        if !thread::panicking() && self.deep {
            self.call_again(3);
        }
    }
}

fn weigh(value: &Again) -> usize {
    value.call_again(3);
    usize::from(value.n) + 1
}

#[memoize(weight = weigh, max_weight = "200B", ttl = "1h")]
#[expect(clippy::needless_pass_by_value, reason = "it is dropped here")]
fn again(key: Again) -> Again {
    Again { n: key.n, deep: key.deep }
}

#[test]
fn hash_eq_clone_drop_and_weight_may_call_the_function() {
    must_end(|| {
        let threads: Vec<_> = (0..8)
            .map(|seed| {
                thread::spawn(move || {
                    for n in 0..200_u32 {
                        let n = ((n * 7 + seed) % 40) as u8;
                        assert_eq!(again(Again { n, deep: true }).n, n);
                        if n == 3 {
                            again_memo().invalidate(Again { n, deep: true });
                        }
                        if n == 5 {
                            again_memo().clear();
                        }
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert!(CODE.lock().unwrap().iter().all(|ran| *ran > 0));
    });
}

#[memoize]
fn crosswise(n: u64, of: u64) -> u64 {
    if of == 0 {
        return n;
    }
    // Others come from the other side of the ring.
    thread::yield_now();
    crosswise((n + 1) % 16, of - 1).min(n) + crosswise((n + 15) % 16, of - 1).min(n)
}

fn crosswise_alone(n: u64, of: u64) -> u64 {
    if of == 0 {
        return n;
    }
    crosswise_alone((n + 1) % 16, of - 1).min(n) + crosswise_alone((n + 15) % 16, of - 1).min(n)
}

#[test]
fn crosswise_waits_of_2_to_64_threads_end() {
    must_end(|| {
        let expected: Vec<u64> = (0..16).map(|n| crosswise_alone(n, 8)).collect();
        for threads in [2, 3, 8, 64] {
            crosswise_memo().clear();
            thread::scope(|scope| {
                for seed in 0..threads {
                    let expected = &expected;
                    scope.spawn(move || {
                        for n in 0..16 {
                            let n = if seed % 2 == 0 { n } else { 15 - n };
                            assert_eq!(crosswise(n, 8), expected[n as usize]);
                        }
                    });
                }
            });
        }
    });
}

static PANICS: AtomicU64 = AtomicU64::new(0);

#[memoize]
fn often_panics(n: u64) -> u64 {
    thread::yield_now();
    assert!(PANICS.fetch_add(1, Relaxed) % 3 == 2, "two of three times");
    n
}

#[test]
fn panics_of_2_to_64_threads_leave_nobody_waiting() {
    must_end(|| {
        for threads in [2, 8, 64] {
            often_panics_memo().clear();
            thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        let tries = (0..1000).find_map(|_| std::panic::catch_unwind(|| often_panics(7)).ok());
                        assert_eq!(tries, Some(7));
                    });
                }
            });
            assert_eq!(often_panics_memo().info().entries, 1);
        }
    });
}

#[derive(Default)]
struct Meter {
    unit: u64,
    memo: InstanceMemo,
}

impl Meter {
    #[memoize(instance = memo)]
    fn read(&self, n: u64) -> u64 {
        self.unit * n
    }
}

#[test]
fn each_object_has_its_own_figures() {
    let figures = |meter: &Meter| {
        let info = meter.read_memo().info();
        (info.hits, info.misses, info.entries)
    };
    for round in 0..3_u64 {
        let (one, two) = (Meter { unit: 1, ..Meter::default() }, Meter { unit: 2, ..Meter::default() });
        for n in [1, 1, 1, 2] {
            assert_eq!(one.read(n), n);
        }
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!([two.read(1), two.read(1)], [2, 2]));
        });
        assert_eq!((figures(&one), figures(&two)), ((2, 2, 2), (1, 1, 1)));
        let all = bedeck::memo("it::memoize_edges::Meter::read").unwrap().info();
        assert_eq!(
            (all.hits, all.misses, all.entries),
            ((round + 1) * 3, (round + 1) * 3, 3),
            "objects that are gone count"
        );
    }
}
