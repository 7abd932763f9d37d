//! Entries that grow old, by a clock of the tests.

use super::*;
use crate::memo::kind::{Expiring, FakeClock};

type Aging<V> = Table<u32, V, Expiring>;

fn aging<V>(setup: Setup) -> (Aging<V>, FakeClock) {
    let clock = FakeClock::new();
    (Table::new(clock.on(setup)), clock)
}

/// A call whose body succeeds or fails.
fn try_call(table: &Aging<&'static str>, value: &'static str, ok: bool) -> &'static str {
    match table.find(&key!(1)) {
        Ok(value) => value,
        Err(miss) => match table.begin(miss, key!(1)) {
            Start::Found(value) => value,
            Start::Run(mut run) => run.finish(value, ok),
        },
    }
}

#[test]
fn a_value_is_served_for_its_time_and_no_longer() {
    let (table, clock) = aging(Setup { ttl: 100, ..Setup::DEFAULT });
    assert_eq!(try_call(&table, "first", true), "first");
    clock.advance(99);
    assert_eq!(try_call(&table, "second", true), "first");
    clock.advance(1);
    assert_eq!(table.peek(&key!(1)), None);
    assert_eq!(try_call(&table, "third", true), "third");
    let info = table.info();
    assert_eq!((info.hits, info.misses, info.expired, info.entries), (1, 2, 1, 1));
}

#[test]
fn an_idle_value_goes_and_a_used_one_stays() {
    let (table, clock) = aging(Setup { idle: 100, ..Setup::DEFAULT });
    assert_eq!(try_call(&table, "first", true), "first");
    for _ in 0..10 {
        clock.advance(99);
        assert_eq!(try_call(&table, "other", true), "first");
    }
    clock.advance(100);
    assert_eq!(try_call(&table, "second", true), "second");
}

#[test]
fn while_one_refreshes_others_have_the_old_value() {
    let (table, clock) = aging(Setup { ttl: 100, refresh: 60, ..Setup::DEFAULT });
    try_call(&table, "first", true);
    clock.advance(60);
    let Err(miss) = table.find(&key!(1)) else { panic!("it is due") };
    let Start::Run(mut run) = table.begin(miss, key!(1)) else { panic!("the first who finds it so computes") };
    assert_eq!(try_call(&table, "other", true), "first");
    assert_eq!(run.finish("second", true), "second");
    assert_eq!(try_call(&table, "other", true), "second");
    clock.advance(60);
    assert_eq!(try_call(&table, "third", false), "second", "a refresh that fails leaves what is good");
}

#[test]
fn a_stale_value_is_served_while_one_computes_and_when_that_fails() {
    let (table, clock) = aging(Setup { ttl: 100, stale: 50, ..Setup::DEFAULT });
    try_call(&table, "first", true);
    clock.advance(120);
    assert_eq!(try_call(&table, "error", false), "first");
    let Err(miss) = table.find(&key!(1)) else { panic!("it is stale") };
    let Start::Run(mut run) = table.begin(miss, key!(1)) else { panic!("nobody computes") };
    assert_eq!(try_call(&table, "other", true), "first");
    assert_eq!(run.finish("second", true), "second");
    clock.advance(150);
    assert_eq!(try_call(&table, "error", false), "error", "too stale");
}

#[test]
fn restart_computes_what_is_still_good() {
    let (table, _clock) = aging(Setup { ttl: 100, ..Setup::DEFAULT });
    try_call(&table, "first", true);
    let Start::Run(mut run) = table.restart(key!(1)) else { panic!("nobody computes") };
    assert_eq!(try_call(&table, "other", true), "first");
    run.finish("second", true);
    assert_eq!(try_call(&table, "other", true), "second");
}

#[test]
fn values_that_nobody_asks_for_do_not_stay_for_ever() {
    let (table, clock) = aging(Setup { ttl: 1000, ..Setup::DEFAULT });
    let step = if cfg!(miri) { 50 } else { 1 };
    for number in 0..100_000 / step / step {
        table.insert(key!(number as u32), number);
        clock.advance(step);
    }
    let (entries, good) = (table.info().entries, 1000 / step);
    // With each that comes in two are looked at, so that each of n has its turn when n / 2 have come in. One that is still good
    // then has its next turn when it is n old: n grows to twice the good ones, and no further, but for chance between shards.
    assert!(entries < 2 * good + 128, "{entries} entries, of which {good} are good");
}

#[test]
fn real_time_passes_too() {
    for ttl in [Duration::from_millis(3), Duration::from_millis(400)] {
        let table = Aging::new(Setup { ttl: ttl.as_nanos() as u64, ..Setup::DEFAULT });
        table.insert(key!(1), 1);
        let begin = std::time::Instant::now();
        while begin.elapsed() < ttl {
            thread::yield_now();
        }
        assert_eq!(table.peek(&key!(1)), None, "never late");
        table.insert(key!(1), 2);
        let again = std::time::Instant::now();
        let found = table.peek(&key!(1));
        assert!(found == Some(2) || again.elapsed() * 2 > ttl);
    }
}
