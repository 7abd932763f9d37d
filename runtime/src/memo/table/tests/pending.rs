//! Entries that are in the array before they have a value.

use super::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn runs_end_in_any_order_while_the_table_grows() {
    let table = Plain::new(Setup::DEFAULT);
    let count = many(5000);
    let mut runs: Vec<_> = (0..count)
        .map(|number| {
            let Err(miss) = table.find(&key!(number)) else { panic!("nothing was computed") };
            let Start::Run(run) = table.begin(miss, key!(number)) else { panic!("nobody else computes") };
            Some((number, run))
        })
        .collect();
    assert_eq!(table.info().entries, 0);
    for step in 0..count {
        // 7919 is a prime, so that every run has its turn.
        let at = (step * 7919 % count) as usize;
        let (number, mut run) = runs[at].take().expect("each run ends once");
        assert_eq!(table.peek(&key!(number)), None);
        run.finish(number.to_string(), true);
        assert_eq!(table.peek(&key!(number)), Some(number.to_string()));
    }
    assert_eq!((table.info().entries, table.info().misses), (count, count));
}

#[test]
fn of_two_runs_of_a_key_the_later_value_stays() {
    let table = Plain::new(Setup::DEFAULT);
    let value = call(&table, 1, || {
        // It would wait for itself.
        assert_eq!(call(&table, 1, || "inner"), "inner");
        assert_eq!(table.peek(&key!(1)), Some("inner"));
        "outer"
    });
    assert_eq!((value, table.peek(&key!(1)), table.info().entries), ("outer", Some("outer"), 1));
}

#[test]
fn a_run_that_leaves_nothing_leaves_the_ways_of_others() {
    let table = Plain::new(Setup::DEFAULT);
    for number in 0..3 {
        call(&table, Same(number), || number);
    }
    let panics = || {
        call(&table, Same(3), || {
            assert_eq!(call(&table, Same(4), || 4), 4, "it comes behind the one that goes");
            panic!("a body");
        })
    };
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    for number in [0, 1, 2, 4] {
        assert_eq!(table.peek(&key!(Same(number))), Some(number));
    }
    assert_eq!((table.peek(&key!(Same(3))), table.info().entries), (None, 4));
    assert_eq!(call(&table, Same(3), || 33), 33);
}

#[test]
fn a_table_that_is_cleared_while_bodies_run_keeps_what_began_later() {
    let table = Plain::new(Setup::DEFAULT);
    call(&table, 1, || {
        call(&table, 2, || {
            table.clear();
            assert_eq!(call(&table, 1, || "new"), "new");
            "old"
        });
        table.insert(key!(2), "put");
        "old"
    });
    assert_eq!((table.peek(&key!(1)), table.peek(&key!(2))), (Some("new"), Some("put")));
    assert_eq!(table.info().entries, 2);
}
