//! How a run goes: alone or shared, as the region's memory has it.

use core::sync::atomic::Ordering::Relaxed;
use std::thread::LocalKey;

use super::Region;
use crate::pool::cost::{Choice, Memory};
use crate::pool::crew::{Crew, Sizes, Work};
use crate::pool::team::{Team, Wanted, team};
use crate::pool::time::now;
use crate::pool::turn::Turn;

impl Region {
    /// Does the work for all items, in chunks that begin at multiples of `grain`.
    pub(super) fn drive(&self, turn: &'static LocalKey<Turn>, items: usize, grain: usize, work: &Work<'_>) {
        turn.with(Turn::settle);
        if items == 0 {
            return;
        }
        let team = if self.options.team == Wanted::DEFAULT {
            team()
        } else {
            *self.team.get_or_init(|| self.options.team.find())
        };
        let Some(team) = team.filter(|_| items >= self.options.serial_below) else {
            let _ = work(0, items);
            return;
        };
        let begin = match self.memory.choose(items, team.threads) {
            Choice::Shared => Some(0),
            Choice::Alone(expected) => self.alone(team, items, grain, expected, work),
        };
        if let Some(begin) = begin {
            self.shared(team, begin, items, grain, work);
        }
        if let Some(below) = self.memory.untimed() {
            self.below.store(below, Relaxed);
        }
    }

    /// Begins on this thread, with an eye on the clock. Which item comes first if the rest is worth calling helpers.
    fn alone(&self, team: &Team, items: usize, grain: usize, expected: Option<u64>, work: &Work<'_>) -> Option<usize> {
        let began = now();
        let (mut done, mut step) = (0, self.memory.first_step(items, expected));
        loop {
            let length = step.checked_next_multiple_of(grain).unwrap_or(items).min(items - done);
            let flow = work(done, length);
            done += length;
            let taken = now() - began;
            if done == items || flow.is_break() {
                self.memory.ran_alone(items, done, taken, team.threads);
                return None;
            }
            if Memory::is_worth(done, items - done, taken) {
                self.memory.ran_alone(items, done, taken, team.threads);
                return Some(done);
            }
            step = step.saturating_mul(2);
        }
    }

    /// Runs the items from `begin` on with whoever can help.
    fn shared(&self, team: &'static Team, begin: usize, items: usize, grain: usize, work: &Work<'_>) {
        let (least, most) = match self.options.chunk {
            0 => self.memory.chunk(items - begin, team.threads),
            fixed => (fixed, fixed),
        };
        let sizes = Sizes { least, most: most.max(least), grain, part: 4 * team.threads };
        let chunks = (items - begin).div_ceil(least.max(grain));
        let helpers = team.room().min(chunks - 1);
        let began = now();
        let outcome = team.at_work(|| Crew::run(begin, items, sizes, work, team, helpers));
        if begin == 0 {
            self.memory.ran_shared(items, now() - began, outcome.busy_ns);
        }
    }
}
