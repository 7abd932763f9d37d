//! How a run goes: alone or shared, as the region's memory has it.

use core::sync::atomic::Ordering::Relaxed;
use std::thread::LocalKey;

use super::{Region, Why};
use crate::pool::cost::{Choice, Helpers, Memory, learn};
use crate::pool::counts::Totals;
use crate::pool::crew::{Crew, Sizes, Work};
use crate::pool::forced;
use crate::pool::team::{Team, Wanted, is_serial, team};
use crate::pool::time::now;
use crate::pool::turn::Turn;

/// What takes so long, in nanoseconds, is work, and no page that had to be found.
const TELLING: u64 = 100_000;

/// One run, and who could help.
struct Run<'a> {
    team: &'static Team,
    helpers: Helpers,
    items: usize,
    grain: usize,
    work: &'a Work<'a>,
}

impl Region {
    /// Does the work for all items, in chunks that begin at multiples of `grain`.
    pub(super) fn drive(&'static self, turn: &'static LocalKey<Turn>, items: usize, grain: usize, work: &Work<'_>) {
        let totals = self.shown(items, grain, work);
        turn.with(|turn| turn.add(self, Totals { runs: 1, items: items as u64, ..totals }));
        if let Some(below) = self.memory.untimed().filter(|_| !forced::is_shared()) {
            self.below.store(below, Relaxed);
        }
    }

    /// Under a bar, if there is to be one.
    fn shown(&self, items: usize, grain: usize, work: &Work<'_>) -> Totals {
        #[cfg(feature = "progress")]
        if self.options.progress {
            let run = |work: &Work<'_>| self.decide(items, grain, work);
            return crate::pool::progress::shown(self.site.name(), items, grain, work, run);
        }
        self.decide(items, grain, work)
    }

    /// How long it took, and who was there.
    fn decide(&self, items: usize, grain: usize, work: &Work<'_>) -> Totals {
        if items == 0 {
            return Totals::default();
        }
        let team = if self.options.team == Wanted::DEFAULT {
            team()
        } else {
            *self.team.get_or_init(|| self.options.team.find())
        };
        let Some(team) = team.filter(|_| items >= self.options.serial_below) else {
            let why = if team.is_some() { Why::Below(self.options.serial_below) } else { why_alone() };
            self.remember(why);
            let began = now();
            let _ = work(0, items);
            let alone_ns = now() - began;
            // The next run may be too short for a look.
            self.memory.ran(items, alone_ns);
            return Totals { alone_ns, ..Totals::default() };
        };
        let run = Run { team, helpers: team.helpers(), items, grain, work };
        let (begin, alone_ns) = match self.memory.choose(items, team.threads, run.helpers) {
            _ if forced::is_shared() => (Some(0), 0),
            Choice::Shared => (Some(0), 0),
            Choice::Alone(expected) => self.alone(&run, expected),
        };
        match begin {
            Some(begin) => self.shared(&run, begin, alone_ns),
            None => {
                self.remember(Why::Cost);
                Totals { alone_ns, ..Totals::default() }
            }
        }
    }

    /// Begins on this thread, with an eye on the clock. Which item comes first if the rest is worth calling helpers, and the
    /// time it took.
    fn alone(&self, run: &Run<'_>, expected: Option<u64>) -> (Option<usize>, u64) {
        let Run { team, helpers, items, grain, work } = *run;
        let began = now();
        let (mut done, mut taken) = (0, 0);
        let mut step = self.memory.first_step(items, expected);
        // The first items of a loop that nothing is known of bring code and data into the caches, and pages into being.
        let mut is_telling = expected.is_some();
        loop {
            let length = step.checked_next_multiple_of(grain).unwrap_or(items).min(items - done);
            let flow = work(done, length);
            let before = core::mem::replace(&mut taken, now() - began);
            done += length;
            if done == items || flow.is_break() {
                self.memory.ran_alone(items, done, taken, team.threads, helpers);
                return (None, taken);
            }
            let last = taken - before;
            if (is_telling || last >= TELLING) && Memory::is_worth(length, items - done, last, helpers) {
                self.memory.ran(length, last);
                return (Some(done), taken);
            }
            (is_telling, step) = (true, step.saturating_mul(2));
        }
    }

    /// Runs the items from `begin` on with whoever can help.
    fn shared(&self, run: &Run<'_>, begin: usize, before: u64) -> Totals {
        let Run { team, helpers, items, grain, work } = *run;
        let (least, most) = match self.options.chunk {
            0 => self.memory.chunk(items - begin, team.threads),
            fixed => (fixed, fixed),
        };
        // Where the memory takes the time, every run begins with the same large parts: the owner, who comes first, has the first
        // one in its caches from the run before.
        let (most, part) = match self.memory.even_chunk().filter(|_| self.options.chunk == 0) {
            Some(most) => (most, team.threads),
            None => (most, 4 * team.threads),
        };
        let most = most.max(least);
        let sizes = Sizes { least, most, grain, part };
        let chunks = (items - begin).div_ceil(least.max(grain));
        let wanted = team.room().min(chunks - 1);
        let began = now();
        let outcome = team.at_work(|| Crew::run(begin, items, sizes, work, team, wanted));
        let taken = now() - began;
        if begin == 0 {
            self.memory.ran_shared(items, taken, outcome.busy_ns, helpers);
        }
        if wanted > 0 {
            learn(helpers, team.threads, outcome.called_ns, outcome.first_ns, taken);
        }
        if outcome.helpers == 0 {
            return Totals { alone_ns: before + taken, ..Totals::default() };
        }
        team.helped();
        Totals {
            shared: 1,
            shared_ns: before + taken,
            busy_ns: before + outcome.busy_ns,
            idle_ns: outcome.idle_ns,
            serial_ns: self.memory.alone(items).unwrap_or(before + outcome.busy_ns),
            ..Totals::default()
        }
    }
}

/// Why nobody could help.
fn why_alone() -> Why {
    if is_serial() { Why::Serial } else { Why::OneThread }
}
