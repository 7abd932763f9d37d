// unsafe: a guard points at its thread's shard.
//! Calls of a `sample` site: all are counted, one in so many is timed.

use core::marker::PhantomData;
use std::thread::panicking;

use super::guard::find;
use super::shard::{ENDINGS, RING, Shard, elapsed, mark};
use super::thread::shard_of;
use crate::clock;
use crate::record::cell::{bump, load, store};
use crate::site::Site;
use crate::start::{OFF, STATE};

/// What a tagged pointer to a shard says beside the address, in bits that the shard's alignment leaves free.
pub(super) mod tag {
    /// The thread was panicking when the call began.
    pub(crate) const PANICKING: usize = 1;
    /// The call is counted and not timed.
    pub(crate) const UNTIMED: usize = 2;
    pub(crate) const ALL: usize = PANICKING | UNTIMED;
}

/// A thread's histogram of a function is made at this call of it, be it timed or not: later calls take no memory.
const GROWS_AT: u64 = RING / 2 - 1;

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
#[inline(always)]
pub fn enter_sampled(site: &'static Site) -> SampledGuard {
    if load!(STATE) == OFF {
        return SampledGuard { shard: core::ptr::null(), began: 0, thread: PhantomData };
    }
    begin(site)
}

#[inline(never)]
fn begin(site: &'static Site) -> SampledGuard {
    let shard = shard_of(load!(site.id));
    let epoch = load!(shard.epoch);
    let left = load!(shard.until_timed);
    if epoch != load!(STATE) || left == 0 {
        return begin_at_stop(site);
    }
    store!(shard.until_timed, left - 1);
    bump!(shard.entered, 1);
    let tags = tag::UNTIMED | usize::from(panicking());
    SampledGuard { shard: tagged(shard, tags), began: epoch, thread: PhantomData }
}

/// The countdown has ended, or the thread has no shard of this epoch yet.
#[inline(never)]
fn begin_at_stop(site: &'static Site) -> SampledGuard {
    let shard = shard_of(load!(site.id));
    let shard = if load!(shard.epoch) == load!(STATE) { Some(shard) } else { find(site) };
    let Some(shard) = shard else {
        return SampledGuard { shard: core::ptr::null(), began: 0, thread: PhantomData };
    };
    let timed = takes_turn(shard, site.options.sample);
    shard.begin();
    let tags = usize::from(panicking()) | if timed { 0 } else { tag::UNTIMED };
    let began = if timed { clock::ticks() } else { load!(shard.epoch) };
    SampledGuard { shard: tagged(shard, tags), began, thread: PhantomData }
}

/// Whether the call that begins is to be timed. The caller then calls [`Shard::begin`] if this was a stop of the
/// countdown, which makes the histogram at [`GROWS_AT`].
#[inline(always)]
pub(super) fn takes_turn(shard: &Shard, every: u32) -> bool {
    let left = load!(shard.until_timed);
    if left > 0 {
        store!(shard.until_timed, left - 1);
        return false;
    }
    stop(shard, u64::from(every.max(1)))
}

/// The countdown stands at 0: at a call to be timed, or at the one that makes the histogram.
fn stop(shard: &Shard, every: u64) -> bool {
    let number = load!(shard.entered);
    let past = if number == GROWS_AT { number % every } else { 0 };
    let left = every - past - 1;
    let stops_between = number < GROWS_AT && GROWS_AT <= number + left;
    store!(shard.until_timed, if stops_between { GROWS_AT - number - 1 } else { left });
    past == 0
}

impl Drop for SampledGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.shard.is_null() {
            end(self.shard, self.began);
        }
    }
}

#[inline(never)]
fn end(tagged: *const u8, began: u64) {
    let tags = tagged.addr() & tag::ALL;
    // SAFETY: `begin` made the pointer of a shard of this thread, which is never freed, and added the tags.
    let shard = unsafe { shard_at(tagged) };
    let ending = if panicking() && tags & tag::PANICKING == 0 { mark::PANICKED } else { 0 };
    if tags & tag::UNTIMED == 0 {
        let now = clock::ticks();
        if began >= load!(shard.born) {
            let head = load!(shard.head);
            shard.push(head, elapsed(began, now) | outermost(shard, head) | ending);
        }
    } else if load!(shard.epoch) == began {
        count_untimed(shard, ending);
    }
}

/// The shard's address with `tags` added.
#[inline(always)]
pub(super) fn tagged(shard: &Shard, tags: usize) -> *const u8 {
    core::ptr::from_ref(shard).cast::<u8>().wrapping_add(tags)
}

/// The shard that [`tagged`] made the pointer of.
///
/// # Safety
///
/// `tagged` was made by [`tagged`].
#[inline(always)]
pub(super) unsafe fn shard_at<'a>(tagged: *const u8) -> &'a Shard {
    // SAFETY: without its tags the pointer is that of a shard; shards are never freed.
    unsafe { &*tagged.wrapping_sub(tagged.addr() & tag::ALL).cast::<Shard>() }
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
