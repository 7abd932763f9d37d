// unsafe: a visit points at nodes that are never freed.
//! A thread goes to a node and comes back: what a call does that the fast line cannot, and what a poll does.

use super::super::cell::{bump, store};
use super::super::shard::Shard;
use super::super::thread::{self, local};
use super::node::Node;

/// A thread is at a node, and will go back to where it came from.
#[derive(Clone, Copy, Debug)]
pub(in crate::record) struct Visit {
    pub(in crate::record) node: *const Node,
    /// Where it came from.
    pub(in crate::record) under: *const Node,
}

/// This thread goes to the node of `shard`'s function below where it stands. `None` when the runtime is at work in this
/// thread, or without memory.
pub(in crate::record) fn visit(shard: &'static Shard, epoch: u64) -> Option<Visit> {
    let node = thread::descend(shard, epoch)?;
    let under = local().node.replace(node);
    Some(Visit { node, under })
}

impl Visit {
    pub(in crate::record) fn node(&self) -> &'static Node {
        // SAFETY: nodes are never freed.
        unsafe { &*self.node }
    }

    /// A call begins at the node; `alone` says that no other one of the function is open in this thread.
    pub(in crate::record) fn count(&self, alone: bool) {
        let node = self.node();
        bump!(node.calls, 1);
        if node.folded && alone {
            bump!(node.primitive, 1);
        }
    }

    /// A poll begins at the node.
    pub(in crate::record) fn count_poll(&self) {
        bump!(self.node().polls, 1);
    }

    /// The clock of the call or poll was read. Of a folded node many are open at once: their time is the caller's until
    /// they end.
    pub(in crate::record) fn began(&self, ticks: u64) {
        let node = self.node();
        if !node.folded {
            store!(node.began, ticks);
        }
    }

    /// The thread goes back, after so many ticks; `None` if they do not count.
    pub(in crate::record) fn leave(&self, ticks: Option<u64>) {
        let node = self.node();
        local().node.set(self.under);
        store!(node.began, 0);
        if let Some(ticks) = ticks {
            bump!(node.total, ticks);
            // SAFETY: nodes are never freed.
            let under = unsafe { &*self.under };
            if node.folded && !under.folded {
                bump!(under.beyond, ticks);
            }
        }
    }
}
