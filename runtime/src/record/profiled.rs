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
pub(super) struct Call {
    /// The function's node below its callers; null if the call is not recorded. The lowest bits are tags.
    pub(super) node: *const Node,
    pub(super) began: u64,
    /// The node that the thread goes back to.
    pub(super) under: *const Node,
}

/// Tags beside [`PANICKING`]: the system's clock is in use; the node is a folded one.
const SYSTEM_CLOCK: usize = 2;
const FOLDED: usize = 4;
const TAGS: usize = align_of::<Node>() - 1;
const _: () = assert!((PANICKING | SYSTEM_CLOCK | FOLDED) & !TAGS == 0);

impl Call {
    pub(super) const UNRECORDED: Call = Call { node: core::ptr::null(), began: 0, under: core::ptr::null() };
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
pub(super) fn begin(site: &'static Site, epoch: u64) -> Call {
    // First, while there is little to keep across the call that it may make.
    if panicking() {
        return begin_anew(site);
    }
    let local = local();
    let under = local.node.get();
    // SAFETY: a thread stands at a node, and nodes are never freed.
    let node = unsafe { &*under }.kid(load!(site.id));
    if !core::ptr::eq(node.site, site) || load!(node.ready) != epoch {
        return begin_anew(site);
    }
    node.shard().count();
    bump!(node.calls, 1);
    local.node.set(node);
    let began = clock::counter();
    store!(node.began, began);
    Call { node, began, under }
}

/// The first calls of a function in a thread, below this caller or after a reset, one whose node is folded, one during a panic, and every call where the counter cannot be used.
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
pub(super) fn end(node: *const Node, began: u64, under: *const Node) {
    if node.addr() & TAGS != 0 {
        return end_slowly(node, began, under, clock::ticks());
    }
    let now = clock::counter();
    // SAFETY: without tags it is the pointer to a node that `begin` found; nodes are never freed.
    let node = unsafe { &*node };
    local().node.set(under);
    store!(node.began, 0);
    if panicking() {
        return end_panicked(node, began, now);
    }
    add(node, began, now, 0);
}

/// The call's time goes to the node and to the shard. If the epoch in which it began is over, the node still is of that one,
/// since it was open meanwhile, and counts for nothing.
#[inline(always)]
fn add(node: &Node, began: u64, now: u64, ending: u64) {
    bump!(node.total, elapsed(began, now));
    node.shard().end(began, now, ending);
}

#[cold]
#[inline(never)]
fn end_panicked(node: &'static Node, began: u64, now: u64) {
    add(node, began, now, mark::PANICKED);
}

#[cold]
#[inline(never)]
fn end_slowly(node: *const Node, began: u64, under: *const Node, now: u64) {
    let tags = node.addr() & TAGS;
    let visit = Visit { node: untagged(node), under };
    let shard = visit.node().shard();
    let panicked = panicking() && tags & PANICKING == 0;
    visit.leave(shard.counts(began).then(|| elapsed(began, now)));
    shard.end(began, now, if panicked { mark::PANICKED } else { 0 });
}

/// The pointer to a node without its tags.
#[inline(always)]
pub(super) fn untagged(node: *const Node) -> *const Node {
    node.cast::<u8>().wrapping_sub(node.addr() & TAGS).cast()
}
