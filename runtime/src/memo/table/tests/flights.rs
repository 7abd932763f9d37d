//! One run of the body for a key, and no caller that waits for ever.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize};

use super::*;

/// Until `ready` holds.
fn until(ready: impl Fn() -> bool) {
    while !ready() {
        thread::yield_now();
    }
}

const THREADS: [usize; 3] = if cfg!(miri) { [2, 3, 4] } else { [2, 8, 64] };

#[test]
fn however_many_wait_one_computes() {
    within_a_minute(|| {
        for threads in THREADS {
            let (table, runs) = (Plain::new(Setup::DEFAULT), AtomicUsize::new(0));
            let begin = Barrier::new(threads);
            thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        begin.wait();
                        let value = call(&table, 1, || {
                            runs.fetch_add(1, Ordering::Relaxed);
                            until(|| table.info().waits == threads as u64 - 1);
                            "value".to_owned()
                        });
                        assert_eq!(value, "value");
                    });
                }
            });
            assert_eq!(runs.into_inner(), 1);
            assert_eq!(table.info().misses, 1);
        }
    });
}

#[test]
fn other_keys_do_not_wait() {
    within_a_minute(|| {
        let table = Plain::new(Setup::DEFAULT);
        let (inside, leave) = (AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                call(&table, Same(1), || {
                    inside.store(true, Ordering::Relaxed);
                    until(|| leave.load(Ordering::Relaxed));
                    1
                })
            });
            until(|| inside.load(Ordering::Relaxed));
            assert_eq!(call(&table, Same(2), || 2), 2, "same hash, another key");
            leave.store(true, Ordering::Relaxed);
        });
        assert_eq!(table.info().waits, 0);
    });
}

fn fib(table: &Plain<u64, u64>, n: u64) -> u64 {
    call(table, n, || if n < 2 { n } else { fib(table, n - 1) + fib(table, n - 2) })
}

#[test]
fn recursion() {
    let table = Plain::new(Setup::DEFAULT);
    assert_eq!(fib(&table, 30), 832_040);
    assert_eq!(table.info().misses, 31);
    assert_eq!(fib(&table, 90), 2_880_067_194_370_816_120);
    assert_eq!(table.info().misses, 91);
}

#[test]
fn a_body_that_calls_itself_with_its_own_key_computes_it() {
    within_a_minute(|| {
        let table = Plain::new(Setup::DEFAULT);
        assert_eq!(call(&table, 1, || call(&table, 1, || 7) + 1), 8);
        assert_eq!(table.peek(&key!(1)), Some(8), "the outer run is the last to end");
    });
}

fn is_even(tables: &(Plain<u32, bool>, Plain<u32, bool>), n: u32) -> bool {
    call(&tables.0, n, || n == 0 || is_odd(tables, n - 1))
}

fn is_odd(tables: &(Plain<u32, bool>, Plain<u32, bool>), n: u32) -> bool {
    call(&tables.1, n, || n != 0 && is_even(tables, n - 1))
}

#[test]
fn mutual_recursion_by_many_threads() {
    within_a_minute(|| {
        for threads in THREADS {
            let tables = (Plain::new(Setup::DEFAULT), Plain::new(Setup::DEFAULT));
            let begin = Barrier::new(threads);
            thread::scope(|scope| {
                for thread in 0..threads as u32 {
                    let (tables, begin) = (&tables, &begin);
                    scope.spawn(move || {
                        begin.wait();
                        for n in (0..many(400) as u32 / 10).map(|n| (n * 7 + thread) % 41) {
                            assert_eq!(is_even(tables, n), n % 2 == 0);
                            assert_eq!(is_odd(tables, n), n % 2 == 1);
                        }
                    });
                }
            });
        }
    });
}

/// Each thread computes its own key, and in the body needs the next thread's: all of them are under way.
#[test]
fn callers_in_a_ring_do_not_hang() {
    within_a_minute(|| {
        for threads in THREADS {
            let table = Plain::new(Setup::DEFAULT);
            let inside = Barrier::new(threads);
            thread::scope(|scope| {
                for thread in 0..threads {
                    let (table, inside) = (&table, &inside);
                    scope.spawn(move || {
                        let value = call(table, thread, || {
                            inside.wait();
                            let next = (thread + 1) % threads;
                            assert_eq!(call(table, next, || next), next);
                            thread
                        });
                        assert_eq!(value, thread);
                    });
                }
            });
            assert!(table.info().misses <= 2 * threads as u64);
        }
    });
}

#[test]
fn a_panic_reaches_the_runner_only_and_a_waiter_takes_over() {
    within_a_minute(|| {
        for threads in THREADS {
            let (table, runs, panics) = (Plain::new(Setup::DEFAULT), AtomicUsize::new(0), AtomicUsize::new(0));
            let begin = Barrier::new(threads);
            thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        begin.wait();
                        let body = || {
                            if runs.fetch_add(1, Ordering::Relaxed) == 0 {
                                until(|| table.info().waits == threads as u64 - 1);
                                std::panic::resume_unwind(Box::new("body"));
                            }
                            7
                        };
                        match catch_unwind(AssertUnwindSafe(|| call(&table, 1, body))) {
                            Ok(value) => assert_eq!(value, 7),
                            Err(_) => drop(panics.fetch_add(1, Ordering::Relaxed)),
                        }
                    });
                }
            });
            assert_eq!((runs.into_inner(), panics.into_inner()), (2, 1));
        }
    });
}

#[test]
fn who_has_waited_too_long_computes() {
    within_a_minute(|| {
        let table = Plain::new(Setup { wait: Some(Duration::from_millis(10)), ..Setup::DEFAULT });
        let (inside, leave) = (AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                call(&table, 1, || {
                    inside.store(true, Ordering::Relaxed);
                    until(|| leave.load(Ordering::Relaxed));
                    "slow"
                })
            });
            until(|| inside.load(Ordering::Relaxed));
            assert_eq!(call(&table, 1, || "own"), "own");
            leave.store(true, Ordering::Relaxed);
        });
    });
}

/// User code that calls back into the table from everywhere it can.
mod foreign {
    use super::*;
    use core::cell::Cell;

    thread_local! {
        static BUSY: Cell<bool> = const { Cell::new(false) };
    }

    fn intrude() {
        if !BUSY.replace(true) {
            let key = Nasty(99);
            call(&TABLE, key.clone(), || Nasty(99));
            TABLE.invalidate(&key!(key));
            drop(key);
            BUSY.set(false);
        }
    }

    #[derive(Debug)]
    pub(super) struct Nasty(pub(super) u32);

    pub(super) static TABLE: std::sync::LazyLock<Plain<Nasty, Nasty>> =
        std::sync::LazyLock::new(|| Plain::new(Setup::DEFAULT));

    impl Clone for Nasty {
        fn clone(&self) -> Nasty {
            intrude();
            Nasty(self.0)
        }
    }

    impl PartialEq for Nasty {
        fn eq(&self, other: &Nasty) -> bool {
            intrude();
            self.0 == other.0
        }
    }

    impl Eq for Nasty {}

    impl core::hash::Hash for Nasty {
        fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
            intrude();
            state.write_u32(self.0 % 4);
        }
    }

    impl Drop for Nasty {
        fn drop(&mut self) {
            intrude();
        }
    }
}

#[test]
fn no_lock_is_held_while_foreign_code_runs() {
    within_a_minute(|| {
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for number in 0..if cfg!(miri) { 8 } else { 600 } {
                        let key = || foreign::Nasty(number % 32);
                        assert_eq!(call(&foreign::TABLE, key(), || foreign::Nasty(number % 32)).0, number % 32);
                        foreign::TABLE.insert(key!(key()), foreign::Nasty(number % 32));
                        if number % 50 == 0 {
                            foreign::TABLE.clear();
                        }
                    }
                });
            }
        });
    });
}

/// A key whose comparison panics when told to.
#[derive(Clone, Debug)]
struct Fragile(u32, Arc<AtomicBool>);

impl PartialEq for Fragile {
    fn eq(&self, other: &Fragile) -> bool {
        assert!(!self.1.load(Ordering::Relaxed), "a comparison");
        self.0 == other.0
    }
}

impl Eq for Fragile {}

impl core::hash::Hash for Fragile {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        state.write_u8(0);
    }
}

#[test]
fn a_comparison_that_panics_leaves_no_flight_behind() {
    within_a_minute(|| {
        let (table, armed) = (Plain::new(Setup::DEFAULT), Arc::new(AtomicBool::new(false)));
        let key = |number| Fragile(number, Arc::clone(&armed));
        assert_eq!(call(&table, key(1), || 1), 1);
        assert_eq!(call(&table, key(2), || 2), 2);
        // A new value of 2 is compared with what is kept when it is to replace one.
        let anew = |value| match table.restart(key!(key(2))) {
            Start::Found(_) => panic!("nobody computes"),
            Start::Run(mut run) => {
                armed.store(value == 3, Ordering::Relaxed);
                run.finish(value, true)
            }
        };
        assert!(catch_unwind(AssertUnwindSafe(|| anew(3))).is_err());
        armed.store(false, Ordering::Relaxed);
        assert_eq!(call(&table, key(2), || 0), 2);
        assert_eq!(anew(4), 4);
        assert_eq!(call(&table, key(2), || 0), 4);
        assert_eq!(table.info().entries, 2);
    });
}
