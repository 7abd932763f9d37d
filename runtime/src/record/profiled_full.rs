// unsafe: a guard points at its thread's node.
//! Calls of `#[profiled]` functions with options that the plain guard does not serve: `memory` and `timeline`.

use super::cell::load;
use super::guard::current;
use super::memory::{self, Mark};
use super::profiled::{self, Call, untagged};
use super::timeline;
use crate::site::Site;
use crate::state::{OFF, STATE};

/// Records a call from [`enter_profiled_full`] to its drop.
#[must_use]
#[derive(Debug)]
pub struct ProfiledFullGuard {
    call: Call,
    /// Of a site with `memory`.
    mark: Mark,
    /// No other call of the function is open in this thread.
    alone: bool,
}

impl ProfiledFullGuard {
    const UNRECORDED: ProfiledFullGuard = ProfiledFullGuard { call: Call::UNRECORDED, mark: Mark::NONE, alone: false };
}

/// A call of a `#[profiled]` function with `memory` or `timeline` begins.
#[inline(always)]
pub fn enter_profiled_full(site: &'static Site) -> ProfiledFullGuard {
    if load!(STATE) == OFF { ProfiledFullGuard::UNRECORDED } else { begin(site) }
}

impl Drop for ProfiledFullGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.call.node.is_null() {
            end(self);
        }
    }
}

/// What the first call of all has to make comes before the mark: some of it is the allocator's. The mark comes before the
/// clock, and is not in the call's time.
///
/// The mark must not be copied in between: to read in one piece what was just written in two takes longer than all the rest.
#[inline(never)]
fn begin(site: &'static Site) -> ProfiledFullGuard {
    let Some(shard) = current(site) else { return ProfiledFullGuard::UNRECORDED };
    let alone = load!(shard.entered) == load!(shard.head);
    let mark = if site.options.memory { memory::begin() } else { Mark::NONE };
    let call = profiled::begin(site, load!(STATE));
    if call.node.is_null() {
        if site.options.memory {
            mark.cancel();
        }
        return ProfiledFullGuard::UNRECORDED;
    }
    ProfiledFullGuard { call, mark, alone }
}

#[inline(never)]
fn end(guard: &ProfiledFullGuard) {
    let Call { node: tagged, began, under } = guard.call;
    // SAFETY: without its tags it is the pointer to a node that `begin` found; nodes are never freed, and sites are statics.
    let (node, site) = unsafe {
        let node = &*untagged(tagged);
        (node, &*node.site)
    };
    let before = load!(node.total);
    profiled::end(tagged, began, under);
    let counts = node.shard().counts(began);
    if site.options.memory {
        let spent = guard.mark.end();
        if counts {
            node.add_memory(&spent, guard.alone);
        }
    }
    if counts && site.options.timeline {
        timeline::keep(site, load!(node.shard().epoch), began, load!(node.total) - before);
    }
}
