//! Tables with a limit.

use super::*;
use crate::memo::kind::{Bounded, Expiring};

#[test]
fn no_more_entries_than_the_capacity() {
    for capacity in [0, 1, 2, 3, 10, many(100), many(1000), many(5000)] {
        let table = Table::<u64, u64, Bounded>::new(Setup { limit: capacity, ..Setup::DEFAULT });
        for number in 0..4 * capacity + 4 {
            assert_eq!(call(&table, number, || number), number);
            assert!(table.info().entries <= capacity);
        }
        let info = table.info();
        assert_eq!(info.misses, info.evictions + info.entries);
        assert!(info.entries >= capacity * 9 / 10, "{} of {capacity}", info.entries);
    }
}

#[test]
fn a_table_that_is_not_full_keeps_everything() {
    for capacity in [1, 2, 3, 10, many(1000)] {
        let table = Table::<u64, u64, Bounded>::new(Setup { limit: capacity, ..Setup::DEFAULT });
        (0..capacity).for_each(|number| table.insert(key!(number), number));
        assert_eq!(table.info().entries, capacity);
    }
}

#[test]
fn weights_add_up_to_the_limit() {
    let table = Table::<u32, Vec<u8>, Bounded>::new(Setup { limit: 1000, is_weighed: true, ..Setup::DEFAULT });
    let weigh = |value: &Vec<u8>| value.len() as u64;
    let empty = table.info().bytes;
    for number in 0..many(500) as u32 {
        table.insert_weighing(key!(number), vec![0; (number * 37 % 200) as usize], weigh);
        let kept: u64 = (0..500).filter_map(|other| table.peek(&key!(other))).map(|value| value.len() as u64).sum();
        assert!(kept <= 1000);
    }
    table.insert_weighing(key!(1000), vec![0; 1001], weigh);
    assert_eq!(table.peek(&key!(1000)), None, "larger than everything");
    table.insert_weighing(key!(1001), vec![0; 400], weigh);
    assert!(table.info().bytes - empty > 400);
    table.clear();
    assert_eq!(table.info().entries, 0);
}

#[test]
fn a_value_that_grows_pushes_others_out() {
    let table = Table::<u32, u64, Bounded>::new(Setup { limit: 10, is_weighed: true, ..Setup::DEFAULT });
    (0..10).for_each(|number| table.insert_weighing(key!(number), 1, |weight| *weight));
    assert_eq!(table.info().entries, 10);
    for weight in [1, 5, 9, 10, 3] {
        table.insert_weighing(key!(4), weight, |weight| *weight);
        let sum: u64 = (0..10_u32).filter_map(|number| table.peek(&key!(number))).sum();
        assert!(sum <= 10, "{sum} with one of {weight}");
    }
}

#[test]
fn evicted_values_are_dropped_before_long() {
    let table = Table::<u64, Arc<()>, Bounded>::new(Setup { limit: 100, ..Setup::DEFAULT });
    let value = Arc::new(());
    let insert = |number: u64| table.insert(key!(number), Arc::clone(&value));
    (0..many(10_000)).for_each(insert);
    // A test beside this one that is inside a read holds something back for as long.
    for number in (0..).take_while(|_| Arc::strong_count(&value) > 100 + 32) {
        insert(number);
        thread::yield_now();
    }
}

#[test]
fn threads_that_fill_a_small_table() {
    let table = Table::<u64, String, Expiring>::new(Setup { limit: 50, ttl: 5_000_000, ..Setup::DEFAULT });
    thread::scope(|scope| {
        for seed in 0..4_u64 {
            let table = &table;
            scope.spawn(move || {
                let mut random = seed + 1;
                for _ in 0..if cfg!(miri) { 60 } else { 20_000 } {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let number = (random >> 33) % 200;
                    assert_eq!(call(table, number, || number.to_string()), number.to_string());
                    if random >> 56 == 0 {
                        table.invalidate(&key!(number));
                    }
                }
            });
        }
    });
    assert!(table.info().entries <= 50);
}
