// unsafe: a guard points at its thread's node.
//! Calls of `#[profiled]` functions with an option that the plain guard does not serve: `memory`.

use super::cell::load;
use super::guard::current;
use super::memory::{self, Mark};
use super::profiled::{self, Call, untagged};
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
    mark: Mark,
    /// No other call of the function is open in this thread.
    alone: bool,
}

/// A call of a `#[profiled]` function with `memory` begins.
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
    let mark = memory::begin();
    let call = profiled::begin(site, load!(STATE));
    if call.node.is_null() {
        mark.end();
        return None;
    }
    Some(Open { call, mark, alone })
}

#[inline(never)]
fn end(open: &Open) {
    let Call { node, began, under } = open.call;
    profiled::end(node, began, under);
    let spent = open.mark.end();
    // SAFETY: without its tags it is the pointer to a node that `begin` found; nodes are never freed.
    let node = unsafe { &*untagged(node) };
    if node.shard().counts(began) {
        node.add_memory(&spent, open.alone);
    }
}
