// unsafe: a guard points at its thread's shard.
//! The guard that the macros put in front of a function's statements.
//!
//! `begin` and `end` are each one straight line, which everything rare leaves by a tail call.

use core::marker::PhantomData;
use core::sync::atomic::Ordering;
use std::thread::panicking;

use super::cell::load;
use super::lines;
use super::shard::{Shard, mark};
use super::sites::register;
use super::tagged::{BITS, PANICKING, shard_at, tagged};
use super::thread::{attach, local, shard_of};
use crate::clock;
use crate::site::Site;
use crate::start::ready;
use crate::state::{OFF, STATE};

/// Times a call from [`enter`] to its drop.
#[must_use]
#[derive(Debug)]
pub struct Guard {
    call: Call,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// A call that has begun: its shard, tagged, and when.
#[derive(Clone, Copy, Debug)]
struct Call {
    /// The thread's shard of the function; null if the call is not recorded. The lowest bits are tags.
    shard: *const u8,
    began: u64,
}

/// A tag beside [`PANICKING`]: the system's clock is in use.
const SYSTEM_CLOCK: usize = 2;

/// A call of a plain `#[timed]` function begins.
///
/// In an unoptimised build it is compiled here and once: its instructions in every function of the user's would take the
/// compiler longer, and make no call faster.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn enter(site: &'static Site) -> Guard {
    let off = Call { shard: core::ptr::null(), began: 0 };
    let state = load!(STATE);
    let call = if state == OFF { off } else { begin(site, state) };
    Guard { call, thread: PhantomData }
}

impl Drop for Guard {
    #[cfg_attr(debug_assertions, inline(never))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop(&mut self) {
        if !self.call.shard.is_null() {
            end(self.call);
        }
    }
}

/// In an optimised build it stands in the function, which saves 2 ns of the 6 that a call costs beside its two clock reads.
#[inline(always)]
fn begin(site: &'static Site, epoch: u64) -> Call {
    match lines::begin(local(), site, epoch) {
        Some((shard, began)) => Call { shard: core::ptr::from_ref(shard).cast(), began },
        None => begin_anew(site),
    }
}

/// The first calls of a function in a thread, the first one after a reset, one during a panic, and every call where the counter cannot be used.
#[cold]
#[inline(never)]
fn begin_anew(site: &'static Site) -> Call {
    current(site).map_or(Call { shard: core::ptr::null(), began: 0 }, begin_slowly)
}

fn begin_slowly(shard: &'static Shard) -> Call {
    shard.begin();
    let panicking = if panicking() { PANICKING } else { 0 };
    let clock = if clock::is_counter() { 0 } else { SYSTEM_CLOCK };
    Call { shard: tagged(shard, panicking | clock), began: shard.after_born(clock::ticks()) }
}

/// This thread's shard of `site` in the epoch that lasts now, found quickly if it is there.
#[inline(always)]
pub(super) fn current(site: &'static Site) -> Option<&'static Shard> {
    let shard = shard_of(load!(site.id));
    if load!(shard.epoch) == load!(STATE) { Some(shard) } else { find(site) }
}

/// This thread's shard of `site`. Without one, because the runtime is off or already at work in this thread, the call
/// is not timed; unless it is off, it is counted on the site.
pub(super) fn find(site: &'static Site) -> Option<&'static Shard> {
    let shard = ready().and_then(|epoch| attach(site, epoch));
    if shard.is_none() && load!(STATE) != OFF {
        register(site);
        site.passed.fetch_add(1, Ordering::Relaxed);
    }
    shard
}

#[cfg_attr(debug_assertions, inline(always))]
#[cfg_attr(not(debug_assertions), inline(never))]
fn end(call: Call) {
    if call.shard.addr() & BITS != 0 {
        return end_slowly(call, clock::ticks());
    }
    let now = clock::counter();
    if panicking() {
        return end_slowly(call, now);
    }
    // SAFETY: without tags it is the pointer to a shard that `begin` made; shards are never freed.
    let shard = unsafe { &*call.shard.cast::<Shard>() };
    shard.end(call.began, now, 0);
}

#[cold]
#[inline(never)]
fn end_slowly(call: Call, now: u64) {
    // SAFETY: `begin` made the pointer; shards are never freed.
    let shard = unsafe { shard_at(call.shard) };
    let panicked = panicking() && call.shard.addr() & PANICKING == 0;
    shard.end(call.began, now, if panicked { mark::PANICKED } else { 0 });
}
