// unsafe: a guard points at its thread's node.
//! The guard of a `#[profiled]` function: the call's duration goes to the function's shard, as with `#[timed]`, and to its
//! node in the call tree.
//!
//! As in `guard`, `begin` and `end` are each one straight line, which everything rare leaves by a tail call.

use core::marker::PhantomData;
use std::thread::panicking;

use super::cell::{bump, load, store};
use super::guard::current;
use super::shard::{elapsed, mark};
use super::tagged::PANICKING;
use super::thread::local;
use super::tree::{Node, Visit, visit};
use crate::clock;
use crate::site::Site;
use crate::state::{OFF, STATE};

/// Records a call from [`enter_profiled`] to its drop.
#[must_use]
#[derive(Debug)]
pub struct ProfiledGuard {
    call: Call,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// A call that has begun.
#[derive(Clone, Copy, Debug)]
struct Call {
    /// The function's node below its callers; null if the call is not recorded. The lowest bits are tags.
    node: *const Node,
    began: u64,
    /// The node that the thread goes back to.
    under: *const Node,
}

/// Tags beside [`PANICKING`]: the system's clock is in use; the node is a folded one.
const SYSTEM_CLOCK: usize = 2;
const FOLDED: usize = 4;
const TAGS: usize = align_of::<Node>() - 1;
const _: () = assert!(PANICKING | SYSTEM_CLOCK | FOLDED <= TAGS);

impl Call {
    const UNRECORDED: Call = Call { node: core::ptr::null(), began: 0, under: core::ptr::null() };
}

/// A call of a `#[profiled]` function begins.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn enter_profiled(site: &'static Site) -> ProfiledGuard {
    let state = load!(STATE);
    let call = if state == OFF { Call::UNRECORDED } else { begin(site, state) };
    ProfiledGuard { call, thread: PhantomData }
}

impl Drop for ProfiledGuard {
    #[cfg_attr(debug_assertions, inline(never))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop(&mut self) {
        if !self.call.node.is_null() {
            end(self.call.node, self.call.began, self.call.under);
        }
    }
}

#[inline(always)]
fn begin(site: &'static Site, epoch: u64) -> Call {
    let local = local();
    let under = local.node.get();
    // SAFETY: a thread stands at a node, and nodes are never freed.
    let node = unsafe { &*under }.kid(load!(site.id));
    if !core::ptr::eq(node.site, site) || load!(node.ready) != epoch {
        return begin_anew(site);
    }
    let shard = node.shard();
    if load!(shard.ready) != epoch || panicking() {
        return begin_anew(site);
    }
    shard.count();
    bump!(node.calls, 1);
    local.node.set(node);
    let began = clock::counter();
    store!(node.began, began);
    Call { node, began, under }
}

/// The first call of a function in a thread, below this caller or after a reset, one that finds the ring to be folded, one
/// whose node is folded, one during a panic, and every call where the counter cannot be used.
#[cold]
#[inline(never)]
fn begin_anew(site: &'static Site) -> Call {
    let Some(shard) = current(site) else { return Call::UNRECORDED };
    let Some(visit) = visit(shard, load!(shard.epoch)) else {
        site.passed.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
        return Call::UNRECORDED;
    };
    visit.count(load!(shard.entered) == load!(shard.head));
    shard.begin();
    let panicking = if panicking() { PANICKING } else { 0 };
    let clock = if clock::is_counter() { 0 } else { SYSTEM_CLOCK };
    let folded = if visit.node().is_folded() { FOLDED } else { 0 };
    let began = shard.after_born(clock::ticks());
    visit.began(began);
    let node = visit.node.cast::<u8>().wrapping_add(panicking | clock | folded).cast();
    Call { node, began, under: visit.under }
}

#[cfg_attr(debug_assertions, inline(always))]
#[cfg_attr(not(debug_assertions), inline(never))]
fn end(node: *const Node, began: u64, under: *const Node) {
    if node.addr() & TAGS != 0 {
        return end_slowly(node, began, under, clock::ticks());
    }
    let now = clock::counter();
    if panicking() {
        return end_slowly(node, began, under, now);
    }
    // SAFETY: without tags it is the pointer to a node that `begin` found; nodes are never freed.
    let node = unsafe { &*node };
    let shard = node.shard();
    local().node.set(under);
    store!(node.began, 0);
    if shard.counts(began) {
        bump!(node.total, elapsed(began, now));
        shard.end(began, now, 0);
    }
}

#[cold]
#[inline(never)]
fn end_slowly(node: *const Node, began: u64, under: *const Node, now: u64) {
    let tags = node.addr() & TAGS;
    let visit = Visit { node: node.cast::<u8>().wrapping_sub(tags).cast(), under };
    let shard = visit.node().shard();
    let panicked = panicking() && tags & PANICKING == 0;
    visit.leave(shard.counts(began).then(|| elapsed(began, now)));
    shard.end(began, now, if panicked { mark::PANICKED } else { 0 });
}
