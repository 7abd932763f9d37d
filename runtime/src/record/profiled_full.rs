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
pub struct ProfiledFullGuard(Option<Open>);

/// A call that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    call: Call,
    site: &'static Site,
    /// Of a site with `memory`.
    mark: Option<Mark>,
    /// No other call of the function is open in this thread.
    alone: bool,
}

/// A call of a `#[profiled]` function with `memory` or `timeline` begins.
#[inline(always)]
pub fn enter_profiled_full(site: &'static Site) -> ProfiledFullGuard {
    ProfiledFullGuard(if load!(STATE) == OFF { None } else { begin(site) })
}

impl Drop for ProfiledFullGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(open) = &self.0 {
            end(open);
        }
    }
}

/// What the first call of all has to make comes before the mark: some of it is the allocator's. The mark comes before the
/// clock, and is not in the call's time.
#[inline(never)]
fn begin(site: &'static Site) -> Option<Open> {
    let shard = current(site)?;
    let alone = load!(shard.entered) == load!(shard.head);
    let mark = site.options.memory.then(memory::begin);
    let call = profiled::begin(site, load!(STATE));
    if call.node.is_null() {
        mark.map(Mark::end);
        return None;
    }
    Some(Open { call, site, mark, alone })
}

#[inline(never)]
fn end(open: &Open) {
    let Call { node: tagged, began, under } = open.call;
    // SAFETY: without its tags it is the pointer to a node that `begin` found; nodes are never freed.
    let node = unsafe { &*untagged(tagged) };
    let before = load!(node.total);
    profiled::end(tagged, began, under);
    let spent = open.mark.map(Mark::end);
    if !node.shard().counts(began) {
        return;
    }
    if let Some(spent) = spent {
        node.add_memory(&spent, open.alone);
    }
    if open.site.options.timeline {
        timeline::keep(open.site, load!(node.shard().epoch), began, load!(node.total) - before);
    }
}
