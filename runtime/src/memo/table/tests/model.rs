//! Any sequence of calls and changes over a clock gives what a plain map gives.

use std::collections::HashMap;

use super::*;
use crate::memo::kind::{Bounded, Expiring, FakeClock};

/// A linear congruential generator (Knuth's MMIX).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// One of these.
    pub(super) fn of(&mut self, choices: &[u64]) -> u64 {
        choices[self.below(choices.len() as u64) as usize]
    }
}

#[derive(Clone, Copy)]
pub(super) struct Kept {
    value: u64,
    written: u64,
    read: u64,
}

/// A map, and the rules.
pub(super) struct Model {
    pub(super) setup: Setup,
    pub(super) kept: HashMap<String, Kept>,
    pub(super) now: u64,
}

impl Model {
    pub(super) fn visit(&mut self, key: &str) -> Option<(Visit, u64)> {
        let (setup, now) = (self.setup, self.now);
        let kept = self.kept.get_mut(key)?;
        let age = now - kept.written;
        let visit = match () {
            () if now - kept.read >= setup.idle => Visit::Expired,
            () if age < setup.ttl.min(setup.refresh) => Visit::Fresh,
            () if age < setup.ttl.saturating_add(setup.stale) => Visit::Due,
            () => Visit::Expired,
        };
        if visit != Visit::Expired {
            kept.read = now;
        }
        Some((visit, kept.value))
    }

    pub(super) fn write(&mut self, key: &str, value: u64) {
        let kept = Kept { value, written: self.now, read: self.now };
        self.kept.insert(key.to_owned(), kept);
    }

    /// What a call returns whose body gives `value`.
    fn call(&mut self, key: &str, value: u64, keep: bool) -> u64 {
        match self.visit(key) {
            Some((Visit::Fresh, old)) => return old,
            Some((Visit::Due, old)) if !keep => return old,
            _ => {}
        }
        if keep {
            self.write(key, value);
        }
        value
    }

    pub(super) fn peek(&mut self, key: &str) -> Option<u64> {
        self.visit(key).filter(|(visit, _)| *visit == Visit::Fresh).map(|(_, value)| value)
    }
}

/// A call of a function of a `&str`.
fn call_str<P: Kind>(table: &Table<String, u64, P>, key: &str, value: u64, keep: bool) -> u64 {
    use crate::memo::key::{Arg, ByLending};
    let borrowed = (&&&Arg(&key)).key();
    match table.find(&borrowed) {
        Ok(value) => value,
        Err(miss) => match table.begin(miss, borrowed) {
            Start::Found(value) => value,
            Start::Run(mut run) => run.finish(value, keep),
        },
    }
}

fn play<P: Kind>(random: &mut Random, setup: Setup, check_entries: bool) {
    let clock = FakeClock::new();
    let table = Table::<String, u64, P>::new(clock.on(setup));
    let mut model = Model { setup, kept: HashMap::new(), now: 0 };
    for step in 0..300 {
        let key = ["", "a", "b", "ab", "ba", "a longer key of some bytes"][random.below(6) as usize];
        let owned = key.to_owned();
        match random.below(20) {
            0 => model.kept.clear(),
            1..=3 => {
                table.insert(key!(owned), step);
                model.write(key, step);
                continue;
            }
            4 | 5 => {
                table.invalidate(&key!(owned));
                model.kept.remove(key);
                continue;
            }
            6..=8 => {
                let by = random.of(&[1, 3, 10, 40]);
                clock.advance(by);
                model.now += by;
                continue;
            }
            9 | 10 => {
                assert_eq!(table.peek(&key!(owned)), model.peek(key));
                continue;
            }
            _ => {
                let keep = random.below(4) > 0;
                assert_eq!(call_str(&table, key, step, keep), model.call(key, step, keep));
                continue;
            }
        }
        table.clear();
    }
    if check_entries {
        assert_eq!(table.info().entries, model.kept.len() as u64);
    }
}

/// Some of the options that are times.
fn times(random: &mut Random) -> Setup {
    let ttl = random.of(&[20, 60, u64::MAX]);
    Setup {
        ttl,
        idle: random.of(&[15, 50, u64::MAX]),
        refresh: random.of(&[10, 30, u64::MAX]),
        stale: if ttl == u64::MAX { 0 } else { random.of(&[0, 5, 30]) },
        ..Setup::DEFAULT
    }
}

const GAMES: u64 = if cfg!(miri) { 2 } else { 300 };

#[test]
fn a_table_does_what_a_map_does() {
    for seed in 0..GAMES {
        play::<Unbounded>(&mut Random(seed), Setup::DEFAULT, true);
        play::<Bounded>(&mut Random(seed), Setup { limit: 6, ..Setup::DEFAULT }, true);
    }
}

#[test]
fn a_table_with_times_does_what_a_map_with_times_does() {
    for seed in 0..4 * GAMES {
        let mut random = Random(seed);
        let setup = times(&mut random);
        play::<Expiring>(&mut random, setup, false);
    }
}

/// All options at once, with a limit: a value may be gone at any time, but it is never wrong and never late.
#[test]
fn a_small_table_with_times_is_never_wrong_and_never_late() {
    for seed in 0..4 * GAMES {
        let mut random = Random(seed);
        let (limit, is_weighed) = (random.of(&[1, 3, 8, 30]), random.below(2) == 0);
        let setup = Setup { limit, is_weighed, ..times(&mut random) };
        Limited::new(setup).play(&mut random);
    }
}

/// A table with a limit, and what was last written for each key.
struct Limited {
    setup: Setup,
    clock: FakeClock,
    table: Table<u64, u64, Expiring>,
    model: Model,
}

impl Limited {
    fn new(setup: Setup) -> Limited {
        let clock = FakeClock::new();
        let table = Table::new(clock.on(setup));
        Limited { setup, clock, table, model: Model { setup, kept: HashMap::new(), now: 0 } }
    }

    fn weight(&self, value: u64) -> u64 {
        if self.setup.is_weighed { 1 + value % 4 } else { 1 }
    }

    fn play(&mut self, random: &mut Random) {
        for step in 0..300 {
            let key = random.below(12);
            let name = key.to_string();
            match random.below(24) {
                0 => {
                    self.table.clear();
                    self.model.kept.clear();
                }
                1..=3 => {
                    self.table.insert_weighing(key!(key), step, |value| self.weight(*value));
                    self.model.write(&name, step);
                }
                4 | 5 => {
                    self.table.invalidate(&key!(key));
                    self.model.kept.remove(&name);
                }
                6..=8 => {
                    let by = random.of(&[1, 3, 10, 40]);
                    self.clock.advance(by);
                    self.model.now += by;
                }
                9 | 10 => {
                    let Start::Run(mut run) = self.table.restart(key!(key)) else { panic!("nobody else computes") };
                    assert_eq!(run.finish_weighing(step, true, |value| self.weight(*value)), step);
                    self.model.write(&name, step);
                }
                11 | 12 => self.check(&name, self.table.peek(&key!(key)), false),
                _ => self.call(key, &name, step, random.below(4) > 0),
            }
            self.check_limit();
        }
    }

    fn call(&mut self, key: u64, name: &str, step: u64, keep: bool) {
        let found = match self.table.find(&key!(key)) {
            Ok(value) => return self.check(name, Some(value), false),
            Err(miss) => match self.table.begin(miss, key!(key)) {
                Start::Found(value) => value,
                Start::Run(mut run) => run.finish_weighing(step, keep, |value| self.weight(*value)),
            },
        };
        if found != step {
            assert!(!keep);
            return self.check(name, Some(found), true);
        }
        if keep {
            self.model.write(name, step);
        }
    }

    /// What was served is what was last written, and not too old.
    fn check(&mut self, name: &str, served: Option<u64>, after_a_failure: bool) {
        // A look is a use, also where what is found is not fresh.
        let kept = self.model.visit(name);
        let Some(served) = served else { return };
        let (visit, value) = kept.expect("what was forgotten is not served");
        assert_eq!(served, value);
        assert!(visit == Visit::Fresh || after_a_failure && visit == Visit::Due, "served late: {visit:?}");
    }

    fn check_limit(&self) {
        let entries = self.table.info().entries;
        assert!(entries <= self.setup.limit, "{entries} of {}", self.setup.limit);
    }
}

/// With a limit a value may be gone, but it is never wrong.
#[test]
fn a_small_table_is_never_wrong() {
    for seed in 0..GAMES {
        let mut random = Random(seed);
        let limit = random.of(&[0, 1, 2, 5, 9]);
        let table = Table::<u64, u64, Bounded>::new(Setup { limit, ..Setup::DEFAULT });
        let mut last = HashMap::new();
        for step in 0..400 {
            let key = random.below(12);
            match random.below(8) {
                0 => {
                    table.insert(key!(key), step);
                    last.insert(key, step);
                }
                1 => {
                    table.invalidate(&key!(key));
                    last.remove(&key);
                }
                _ => {
                    let mut ran = false;
                    let value = call(&table, key, || {
                        ran = true;
                        step
                    });
                    if ran {
                        last.insert(key, value);
                    }
                    assert_eq!(Some(&value), last.get(&key));
                }
            }
            assert!(table.info().entries <= limit);
        }
    }
}
