mod aging;
mod asyncs;
mod bounds;
mod flights;
mod model;
mod pending;
mod sequences;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use super::*;
use crate::memo::kind::Unbounded;

pub(super) type Plain<K, V> = Table<K, V, Unbounded>;

/// A key that is a value.
macro_rules! key {
    ($value:expr) => {
        crate::memo::key::ByValue::key(&crate::memo::key::Arg(&$value))
    };
}

use key;

/// What an expansion does, with `body` to compute.
fn call<K, V, P>(table: &Table<K, V, P>, key: K, body: impl FnOnce() -> V) -> V
where
    K: core::hash::Hash + Eq + Clone + 'static,
    V: Clone,
    P: Kind,
{
    match table.find(&key!(key)) {
        Ok(value) => value,
        Err(miss) => match table.begin(miss, key!(key)) {
            Start::Found(value) => value,
            Start::Run(mut run) => run.finish(body(), true),
        },
    }
}

/// So many, or some of them where Miri looks at each step.
fn many(count: u64) -> u64 {
    if cfg!(miri) { (count / 50).clamp(8, 100) } else { count }
}

/// Runs `test`, which must not hang.
fn within_a_minute(test: impl FnOnce() + Send) {
    let done = Arc::new((std::sync::Mutex::new(false), std::sync::Condvar::new()));
    let watch = Arc::clone(&done);
    let dog = thread::spawn(move || {
        let (done, changed) = &*watch;
        let limit = Duration::from_secs(if cfg!(miri) { 3600 } else { 60 });
        let guard = changed.wait_timeout_while(done.lock().unwrap(), limit, |done| !*done).unwrap().0;
        if !*guard {
            eprintln!("the test hangs");
            std::process::abort();
        }
    });
    test();
    *done.0.lock().unwrap() = true;
    done.1.notify_all();
    dog.join().unwrap();
}

#[test]
fn a_value_is_computed_once() {
    let table = Plain::new(Setup::DEFAULT);
    for round in 0..3 {
        for number in 0..many(1000) {
            let value = call(&table, number, || {
                assert_eq!(round, 0, "computed again");
                number.to_string()
            });
            assert_eq!(value, number.to_string());
        }
    }
    let info = table.info();
    assert_eq!((info.hits, info.misses, info.entries), (2 * many(1000), many(1000), many(1000)));
    assert!(info.saved_ns > 0);
}

#[test]
fn what_is_inserted_invalidated_and_cleared_is_so() {
    let table = Plain::new(Setup::DEFAULT);
    table.insert(key!(1), "one".to_owned());
    assert_eq!(table.peek(&key!(1)).as_deref(), Some("one"));
    table.insert(key!(1), "uno".to_owned());
    table.insert(key!(2), "two".to_owned());
    assert_eq!(table.with(&key!(1), String::len).ok(), Some(3));
    table.invalidate(&key!(1));
    table.invalidate(&key!(3));
    assert_eq!(table.peek(&key!(1)), None);
    assert_eq!(table.info().entries, 1);
    table.clear();
    assert_eq!(table.peek(&key!(2)), None);
    assert_eq!(table.info().entries, 0);
}

#[test]
fn clear_gives_the_memory_and_the_values_back() {
    let table = Plain::new(Setup::DEFAULT);
    let value = Arc::new(());
    let empty = table.info().bytes;
    for number in 0..many(10_000) {
        table.insert(key!(number), Arc::clone(&value));
    }
    assert!(table.info().bytes - empty >= many(10_000) * 24);
    let idle = Arc::new(Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn({
            let (idle, table) = (Arc::clone(&idle), &table);
            move || {
                assert!(table.find(&key!(1_u64)).is_ok());
                idle.wait();
                idle.wait();
            }
        });
        idle.wait();
        // Tests beside this one may be reading, and hold something back until they have done.
        let cleared = (0..1000).any(|_| {
            table.clear();
            Arc::strong_count(&value) == 1
        });
        assert!(cleared);
        let (left, bytes) = (Arc::strong_count(&value), table.info().bytes);
        idle.wait();
        assert_eq!((left, bytes), (1, empty), "an idle thread that has read the table holds nothing back");
    });
}

#[test]
#[cfg(not(miri))] // It fills all shards with garbage.
fn memory_stays_bounded_under_invalidation() {
    const SHARDS_FULL: usize = 32 * 256;
    let table = Plain::new(Setup::DEFAULT);
    let value = Arc::new(());
    let change = |number: usize| {
        table.insert(key!(number), Arc::clone(&value));
        table.invalidate(&key!(number));
    };
    (0..4 * SHARDS_FULL).for_each(change);
    // A test beside this one that is inside a read holds something back for as long.
    for number in (0..).take_while(|_| Arc::strong_count(&value) > 1 + SHARDS_FULL) {
        change(number);
        thread::yield_now();
    }
    assert!(table.info().bytes < 4_000_000, "{} bytes", table.info().bytes);
}

/// Everything has one hash.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Same(u32);

impl core::hash::Hash for Same {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        state.write_u8(0);
    }
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    let table = Plain::new(Setup::DEFAULT);
    for round in 0..2 {
        for number in 0..many(100) as u32 {
            let value = call(&table, Same(number), || {
                assert_eq!(round, 0);
                // A flight of another key with this hash is under way.
                call(&table, Same(number + 1000), || number + 1000) - 1000
            });
            assert_eq!(value, number);
        }
    }
    table.invalidate(&key!(Same(5)));
    assert_eq!(table.peek(&key!(Same(5))), None);
    assert_eq!(table.peek(&key!(Same(6))), Some(6));
}

#[test]
fn a_table_that_is_off_keeps_nothing() {
    let table = Plain::new(Setup { is_off: true, ..Setup::DEFAULT });
    assert_eq!([call(&table, 1, || 1), call(&table, 1, || 2)], [1, 2]);
    table.insert(key!(1), 3);
    assert_eq!(call(&table, 1, || call(&table, 1, || 4)), 4);
    let info = table.info();
    assert_eq!((info.hits, info.misses, info.entries), (0, 4, 0));
}

#[test]
fn a_panic_is_its_callers_alone_and_leaves_nothing() {
    let table = Plain::new(Setup::DEFAULT);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call(&table, 1, || panic!("body"))));
    assert!(panicked.is_err());
    assert_eq!(call(&table, 1, || 7), 7);
    assert_eq!(table.info().entries, 1);
}

#[test]
fn what_is_not_to_be_kept_is_not() {
    let table = Plain::new(Setup::DEFAULT);
    let Err(miss) = table.find(&key!(1)) else { panic!("an empty table") };
    let Start::Run(mut run) = table.begin(miss, key!(1)) else { panic!("nobody else computes") };
    assert_eq!(run.finish("error", false), "error");
    assert_eq!(table.peek(&key!(1)), None);
}

#[test]
fn a_run_that_was_invalidated_meanwhile_is_not_kept() {
    let table = Plain::new(Setup::DEFAULT);
    let value = call(&table, 1, || {
        table.invalidate(&key!(1));
        "old"
    });
    assert_eq!((value, table.peek(&key!(1))), ("old", None));
    let value = call(&table, 1, || {
        table.insert(key!(1), "new");
        "old"
    });
    assert_eq!((value, table.peek(&key!(1))), ("old", Some("new")));
    table.clear();
    let value = call(&table, 2, || {
        table.clear();
        "old"
    });
    assert_eq!((value, table.peek(&key!(2))), ("old", None));
}

#[test]
fn a_value_read_by_reference_outlives_its_removal() {
    let table = Plain::new(Setup::DEFAULT);
    table.insert(key!(1_u64), "value".to_owned());
    let read = table.with(&key!(1_u64), |value| {
        table.clear();
        for number in 0..many(1000) {
            table.insert(key!(number), String::new());
        }
        value.clone()
    });
    assert_eq!(read.ok().as_deref(), Some("value"));
}

#[test]
fn threads_see_whole_values_while_others_change_them() {
    const KEYS: u64 = 64;
    let rounds = if cfg!(miri) { 40 } else { 20_000 };
    let table = Plain::new(Setup::DEFAULT);
    let computed = AtomicU64::new(0);
    thread::scope(|scope| {
        for seed in 0..4_u64 {
            let (table, computed) = (&table, &computed);
            scope.spawn(move || {
                let mut random = seed + 1;
                for _ in 0..rounds {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let (key, what) = (random >> 33 & (KEYS - 1), random >> 50 & 63);
                    match what {
                        0 => table.invalidate(&key!(key)),
                        1 => table.insert(key!(key), vec![key; 3]),
                        2 if random >> 60 == 0 => table.clear(),
                        _ => {
                            let value = call(table, key, || {
                                computed.fetch_add(1, Ordering::Relaxed);
                                vec![key; 3]
                            });
                            assert_eq!(value, [key; 3]);
                        }
                    }
                }
            });
        }
    });
    let info = table.info();
    assert_eq!(info.misses, computed.load(Ordering::Relaxed));
    assert!(info.entries <= KEYS);
}
