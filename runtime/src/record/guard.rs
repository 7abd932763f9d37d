// unsafe: a guard points at its thread's shard.
//! The guards that the macros put in front of a function's statements.

use core::marker::PhantomData;
use std::thread::panicking;

use super::shard::{Shard, mark};
use super::thread::{attach, shard_of};
use crate::clock;
use crate::record::cell::load;
use crate::site::Site;
use crate::start::{OFF, STATE, ready};

/// Times a call from [`enter`] to its drop.
#[must_use]
#[derive(Debug)]
pub struct Guard {
    /// The thread's shard of the function. The lowest bit says that the thread was panicking already. Null: not recorded.
    shard: *const u8,
    began: u64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// A call of a plain `#[timed]` function begins.
#[inline(always)]
pub fn enter(site: &'static Site) -> Guard {
    if load!(STATE) == OFF {
        return Guard { shard: core::ptr::null(), began: 0, thread: PhantomData };
    }
    begin(site)
}

#[inline(never)]
fn begin(site: &'static Site) -> Guard {
    let shard = shard_of(load!(site.id));
    if load!(shard.epoch) != load!(STATE) {
        return begin_anew(site);
    }
    shard.begin();
    let tag = usize::from(panicking());
    Guard {
        shard: core::ptr::from_ref(shard).cast::<u8>().wrapping_add(tag),
        began: clock::ticks(),
        thread: PhantomData,
    }
}

/// The first call of a function in a thread, or after a reset.
#[cold]
#[inline(never)]
fn begin_anew(site: &'static Site) -> Guard {
    let shard = find(site).inspect(|shard| shard.begin());
    let tag = usize::from(panicking());
    let shard = shard.map_or(core::ptr::null(), |shard| core::ptr::from_ref(shard).cast::<u8>().wrapping_add(tag));
    Guard { shard, began: clock::ticks(), thread: PhantomData }
}

/// This thread's shard of `site`; without one the call is counted on the site.
pub(super) fn find(site: &'static Site) -> Option<&'static Shard> {
    let epoch = ready()?;
    let shard = attach(site, epoch);
    if shard.is_none() {
        site.passed.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
    }
    shard
}

impl Drop for Guard {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.shard.is_null() {
            end(self.shard, self.began);
        }
    }
}

#[inline(never)]
fn end(tagged: *const u8, began: u64) {
    let now = clock::ticks();
    let was_panicking = tagged.addr() & 1;
    // SAFETY: `begin` made the pointer of a shard of this thread, which is never freed, and added the tag.
    let shard = unsafe { &*tagged.wrapping_sub(was_panicking).cast::<Shard>() };
    let ending = if panicking() && was_panicking == 0 { mark::PANICKED } else { 0 };
    shard.end(began, now, ending);
}
