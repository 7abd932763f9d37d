//! The guards of calls, of closures and of polls.

use core::marker::PhantomData;

use super::super::cell::{load, store};
use super::super::thread::{local, shard_of};
use super::{Clock, IDLE, cell_of, find, sampler};
use crate::clock;
use crate::site::Site;
use crate::state::{OFF, STATE};

/// Keeps the line clock of a call running until it is dropped; then the clock goes back to the line that it came from.
#[must_use]
#[derive(Debug)]
pub struct LineGuard {
    /// Nowhere: the call is not recorded.
    clock: Clock,
    /// The cell that the clock came from: a line of the call around this one, or none.
    outer: u64,
    /// The clock of the call around this one, of whichever function.
    before: Clock,
    /// The epoch in which it began; 0 if the runtime is off.
    epoch: u64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// A call of a function with `lines` begins.
#[inline(always)]
pub fn line_enter(site: &'static Site) -> LineGuard {
    if load!(STATE) == OFF { LineGuard::OFF } else { begin(site, cell_of(0), true) }
}

/// A call of a closure begins that stands on lines of its own in a function with `lines`: whoever calls it, in whichever thread.
#[inline(always)]
pub fn line_closure(site: &'static Site, slot: u32) -> LineGuard {
    if load!(STATE) == OFF { LineGuard::OFF } else { begin(site, cell_of(slot), true) }
}

impl LineGuard {
    pub(super) const OFF: LineGuard =
        LineGuard { clock: Clock::NOWHERE, outer: IDLE, before: Clock::NOWHERE, epoch: 0, thread: PhantomData };

    /// What runs until the drop is no line of anything.
    pub(super) fn mute() -> LineGuard {
        let before = local().lines.replace(Clock::NOWHERE);
        LineGuard { clock: Clock::NOWHERE, outer: IDLE, before, epoch: load!(STATE), thread: PhantomData }
    }

    /// The epoch, if the call is recorded.
    pub(super) fn recorded(&self) -> Option<u64> {
        (self.clock != Clock::NOWHERE).then_some(self.epoch)
    }

    /// The cell that the clock stands on.
    pub(super) fn current(&self) -> u64 {
        load!(self.clock.head().current)
    }
}

/// The clock of `site` begins to run, or goes on, on this cell.
#[inline(never)]
pub(super) fn begin(site: &'static Site, cell: u64, hit: bool) -> LineGuard {
    let clock = shard_of(load!(site.id)).line_clock();
    if load!(clock.head().epoch) == load!(STATE) {
        return start(clock, cell, hit);
    }
    match find(site) {
        Some(clock) => start(clock, cell, hit),
        None => LineGuard::mute(),
    }
}

#[inline(always)]
fn start(clock: Clock, cell: u64, hit: bool) -> LineGuard {
    let head = clock.head();
    if cell >= head.cells {
        return LineGuard::mute();
    }
    let (local, epoch, outer) = (local(), load!(head.epoch), load!(head.current));
    // A call that was open across a reset does not count, neither before nor after this one.
    let before = Some(local.lines.replace(clock)).filter(|before| load!(before.head().epoch) == epoch);
    let before = before.unwrap_or(Clock::NOWHERE);
    if head.sampled {
        store!(head.current, cell);
        if outer == IDLE {
            sampler::wake();
        }
    } else {
        if head.memory && outer == IDLE {
            store!(head.last_bytes, super::thread_alloc_bytes());
        }
        let now = clock::ticks();
        clock.charge(now);
        let line = clock.cell(cell);
        store!(line.hits, load!(line.hits) + u64::from(hit));
        clock.stand_on(cell, now);
    }
    LineGuard { clock, outer, before, epoch, thread: PhantomData }
}

impl Drop for LineGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if self.epoch != 0 {
            end(self);
        }
    }
}

#[inline(never)]
fn end(guard: &LineGuard) {
    let LineGuard { clock, outer, before, epoch, .. } = *guard;
    let lines = &local().lines;
    if load!(STATE) != epoch {
        // The calls around this one are of the same epoch or of an older one.
        lines.set(Clock::NOWHERE);
        return;
    }
    if clock.head().sampled {
        store!(clock.head().current, outer);
    } else if clock != Clock::NOWHERE {
        let now = clock::ticks();
        clock.charge(now);
        clock.stand_on(outer, now);
    }
    lines.set(before);
}
