//! Long sequences of everything that can be done with a table whose entries grow old and must make room, also while a body
//! runs. What is served is what was written last, and never too late; what is not served may have made room.

use std::collections::HashMap;

use super::model::{Model, Random};
use super::*;
use crate::memo::kind::{Expiring, FakeClock};

const KEYS: [&str; 12] = ["", "a", "b", "c", "ab", "ba", "ac", "ca", "bc", "cb", "abc", "a longer key of some bytes"];

struct Game {
    random: Random,
    table: Arc<Table<String, u64, Expiring>>,
    model: Model,
    clock: FakeClock,
    step: u64,
}

fn weigh(value: &u64) -> u64 {
    value % 5 + 1
}

impl Game {
    fn new(seed: u64) -> Game {
        let mut random = Random(seed);
        let ttl = random.of(&[20, 60, u64::MAX]);
        let setup = Setup {
            ttl,
            idle: random.of(&[15, 50, u64::MAX]),
            refresh: random.of(&[10, 30, u64::MAX]),
            stale: if ttl == u64::MAX { 0 } else { random.of(&[0, 5, 30]) },
            limit: random.of(&[1, 4, 20, u64::MAX]),
            is_weighed: random.below(2) == 0,
            ..Setup::DEFAULT
        };
        let clock = FakeClock::new();
        let table = Arc::new(Table::new(clock.on(setup)));
        Game { random, table, model: Model { setup, kept: HashMap::new(), now: 0 }, clock, step: 0 }
    }

    /// What `find`, `peek` and `with` may return. Nothing of what was fresh: it made room.
    fn see(&mut self, key: &str, found: Option<u64>) {
        let expected = self.model.peek(key);
        if found.is_none() && self.model.setup.limit < u64::MAX {
            if expected.is_some() {
                self.model.kept.remove(key);
            }
            return;
        }
        assert_eq!(found, expected, "step {}, key {key:?}, {:?}", self.step, self.model.setup);
    }

    fn advance(&mut self) {
        let by = self.random.of(&[1, 3, 10, 40]);
        self.clock.advance(by);
        self.model.now += by;
    }

    /// A change of the table. Whether a run for that key that is under way is not kept after it.
    fn change(&mut self, key: &str) -> bool {
        self.step += 1;
        match self.random.below(12) {
            0 => {
                self.table.clear();
                self.model.kept.clear();
                true
            }
            1..=4 => {
                self.table.insert_weighing(key!(key.to_owned()), self.step, weigh);
                self.model.write(key, self.step);
                true
            }
            5 | 6 => {
                self.table.invalidate(&key!(key.to_owned()));
                self.model.kept.remove(key);
                true
            }
            _ => {
                self.advance();
                false
            }
        }
    }

    /// A call, or a refresh.
    fn compute(&mut self, key: &str, anew: bool) {
        let owned = key.to_owned();
        let table = Arc::clone(&self.table);
        let start = if anew {
            // A refresh asks for the entry, too.
            self.model.visit(key);
            table.restart(key!(owned))
        } else {
            let found = table.find(&key!(owned));
            self.see(key, found.ok());
            let Err(miss) = found else { return };
            table.begin(miss, key!(owned))
        };
        let Start::Run(mut run) = start else { panic!("nobody else computes") };
        let (value, keep) = (self.step, self.random.below(4) > 0);
        let changed = self.random.below(3) == 0 && self.change(key);
        let returned = run.finish_weighing(value, keep, weigh);
        self.end(key, value, (keep, changed), returned);
    }

    fn end(&mut self, key: &str, value: u64, (keep, changed): (bool, bool), returned: u64) {
        if keep {
            assert_eq!(returned, value);
            if !changed {
                self.model.write(key, value);
            }
            return;
        }
        match self.model.visit(key) {
            Some((Visit::Fresh | Visit::Due, old)) if returned == old => {}
            Some((Visit::Fresh | Visit::Due, _)) => {
                assert!(self.model.setup.limit < u64::MAX, "a good value was not served");
                self.model.kept.remove(key);
                assert_eq!(returned, value);
            }
            _ => assert_eq!(returned, value, "served late"),
        }
    }

    fn check_limit(&mut self) {
        let setup = self.model.setup;
        let entries = self.table.info().entries;
        if setup.is_weighed {
            let sum: u64 =
                KEYS.iter().filter_map(|key| self.table.peek(&key!((*key).to_owned()))).map(|v| weigh(&v)).sum();
            assert!(sum <= setup.limit, "{sum} of {}", setup.limit);
        } else {
            assert!(entries <= setup.limit, "{entries} of {}", setup.limit);
        }
    }
}

#[test]
fn what_is_served_was_written_last_and_is_not_late() {
    let (games, steps) = if cfg!(miri) { (2, 200) } else { (100, 400) };
    for seed in 0..games {
        let mut game = Game::new(seed);
        for _ in 0..steps {
            game.step += 1;
            let key = KEYS[game.random.below(12) as usize];
            match game.random.below(10) {
                0..=2 => {
                    game.change(key);
                }
                3 => {
                    let found = game.table.peek(&key!(key.to_owned()));
                    game.see(key, found);
                }
                4 => {
                    let found = game.table.with(&key!(key.to_owned()), |value| *value).ok();
                    game.see(key, found);
                }
                5 => game.compute(key, true),
                _ => game.compute(key, false),
            }
        }
        game.check_limit();
    }
}
