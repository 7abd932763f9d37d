// unsafe: a guard points at its thread's shard.
//! Calls of a `sample` site: all are counted, one in so many is timed.

use core::marker::PhantomData;
use std::thread::panicking;

use super::guard::current;
use super::shard::{ENDINGS, SHORT, Shard, elapsed, mark};
use super::tagged::{PANICKING, shard_at, tagged};
use super::thread::shard_of;
use crate::clock;
use crate::record::cell::{bump, load, store};
use crate::site::Site;
use crate::state::{OFF, STATE};

/// A tag beside [`PANICKING`]: the call is counted and not timed.
pub(super) const UNTIMED: usize = 2;
const TAGS: usize = PANICKING | UNTIMED;

/// A thread's histogram of a function is made at this call of it, be it timed or not: later calls take no memory.
const GROWS_AT: u64 = SHORT - 1;

/// Counts a call from [`enter_sampled`] to its drop, and times it if it is its turn.
#[must_use]
#[derive(Debug)]
pub struct SampledGuard {
    /// The thread's shard of the function and its tags. Null: not recorded.
    shard: *const u8,
    /// When a timed call began. Of an untimed one the epoch: it counts only if that is still the shard's at its end.
    began: u64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// A call of a function begins whose only option is `sample`.
///
/// What an untimed call does is inlined into the function: it is a handful of instructions, less than two calls cost.
#[inline(always)]
pub fn enter_sampled(site: &'static Site) -> SampledGuard {
    let state = load!(STATE);
    if state == OFF {
        return SampledGuard { shard: core::ptr::null(), began: 0, thread: PhantomData };
    }
    let shard = shard_of(load!(site.id));
    let number = load!(shard.entered);
    if load!(shard.epoch) != state || load!(shard.next_stop) == number {
        return begin_at_stop(site);
    }
    store!(shard.entered, number + 1);
    let tags = UNTIMED | usize::from(panicking());
    SampledGuard { shard: tagged(shard, tags), began: state, thread: PhantomData }
}

/// The call is at a stop, or the thread has no shard of this epoch yet.
#[inline(never)]
fn begin_at_stop(site: &'static Site) -> SampledGuard {
    let Some(shard) = current(site) else {
        return SampledGuard { shard: core::ptr::null(), began: 0, thread: PhantomData };
    };
    let timed = takes_turn(shard, site.options.sample);
    shard.begin();
    let tags = usize::from(panicking()) | if timed { 0 } else { UNTIMED };
    let began = if timed { shard.after_born(clock::ticks()) } else { load!(shard.epoch) };
    SampledGuard { shard: tagged(shard, tags), began, thread: PhantomData }
}

/// Whether the call that begins next in `shard` is to be timed: one in `every` is, the first to begin with.
#[inline(always)]
pub(super) fn takes_turn(shard: &Shard, every: u32) -> bool {
    let number = load!(shard.entered);
    number == load!(shard.next_stop) && stop(shard, number, u64::from(every.max(1)))
}

/// Call `number` is a stop: to be timed, or the one that makes the histogram. Sets the next.
fn stop(shard: &Shard, number: u64, every: u64) -> bool {
    let past = if number == GROWS_AT { number % every } else { 0 };
    let next = number - past + every;
    store!(shard.next_stop, if number < GROWS_AT { next.min(GROWS_AT) } else { next });
    past == 0
}

impl Drop for SampledGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if self.shard.is_null() {
            return;
        }
        if self.shard.addr() & TAGS != UNTIMED || panicking() {
            return end_rarely(self.shard, self.began);
        }
        // SAFETY: `enter_sampled` made the pointer of a shard of this thread, which is never freed.
        let shard = unsafe { &*self.shard.wrapping_sub(UNTIMED).cast::<Shard>() };
        if load!(shard.epoch) == self.began {
            bump!(shard.untimed[ENDINGS.len()], 1);
        }
    }
}

/// The end of a timed call, or of one in a thread that panics or did when it began.
#[inline(never)]
fn end_rarely(tagged: *const u8, began: u64) {
    let now = clock::ticks();
    let tags = tagged.addr() & TAGS;
    // SAFETY: `enter_sampled` made the pointer of a shard of this thread, which is never freed.
    let shard = unsafe { shard_at(tagged) };
    let ending = if panicking() && tags & PANICKING == 0 { mark::PANICKED } else { 0 };
    if tags & UNTIMED != 0 {
        if load!(shard.epoch) == began {
            count_untimed(shard, ending);
        }
    } else if shard.counts(began) {
        let head = load!(shard.head);
        shard.push(head, elapsed(began, now) | outermost(shard, head) | ending);
    }
}

/// Counts the end of a call that was not timed.
#[inline(always)]
pub(super) fn count_untimed(shard: &Shard, ending: u64) {
    let kind = ENDINGS.iter().position(|kind| *kind == ending).unwrap_or(ENDINGS.len());
    bump!(shard.untimed[kind], 1);
}

/// [`mark::OUTERMOST`] if the call that ends is the only open one of its function in this thread, timed or not.
#[inline(always)]
pub(super) fn outermost(shard: &Shard, head: u64) -> u64 {
    let untimed: u64 = shard.untimed.iter().map(|count| load!(*count)).sum();
    if load!(shard.entered) - head - untimed == 1 { mark::OUTERMOST } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_call_in_so_many_is_timed_and_the_32nd_is_a_stop() {
        for every in [1, 2, 3, 20, 31, 32, 33, 64, 1000] {
            let shard = Shard::new();
            for number in 0..2 * u64::from(every) + 70 {
                if number == GROWS_AT {
                    assert_eq!(load!(shard.next_stop), GROWS_AT, "one in {every}");
                }
                assert_eq!(takes_turn(&shard, every), number % u64::from(every) == 0, "call {number}, one in {every}");
                shard.count();
            }
        }
    }

    #[test]
    fn only_a_call_that_is_alone_is_outermost() {
        let shard = Shard::new();
        shard.count();
        assert_eq!(outermost(&shard, 0), mark::OUTERMOST);
        shard.count();
        assert_eq!(outermost(&shard, 0), 0);
        count_untimed(&shard, mark::ERR);
        assert_eq!((outermost(&shard, 0), load!(shard.untimed[2])), (mark::OUTERMOST, 1));
    }
}
