// unsafe: a thread stands at nodes, which are never freed.
//! Work that one thread hands to another hangs under the node at which it was handed over.

use core::ptr::null;

use super::super::cell::load;
use super::super::thread;
use super::node::Node;
use crate::state::{OFF, STATE};

/// Where a thread stood when it handed work to others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// Null where no function was open.
    node: *const Node,
    /// Whose it is.
    record: *const (),
}

// SAFETY: nodes are never freed and may be read by anybody; the record is only compared.
unsafe impl Send for Standing {}
// SAFETY: as above.
unsafe impl Sync for Standing {}

impl Standing {
    /// Where this thread stands.
    pub(crate) fn here() -> Standing {
        if load!(STATE) == OFF {
            return Standing { node: null(), record: null() };
        }
        let local = thread::local();
        // SAFETY: a thread stands at a node, and nodes are never freed.
        let node: &'static Node = unsafe { &*local.node.get() };
        let node = node.meant();
        let node = if node.site.is_null() { null() } else { core::ptr::from_ref(node) };
        Standing { node, record: local.record_address() }
    }

    /// Until the result is dropped, this thread's calls hang under the node; if it is this thread's own, as they are.
    pub(crate) fn adopt(self) -> Adopted {
        let state = load!(STATE);
        let local = thread::local();
        if self.node.is_null() || state == OFF || core::ptr::eq(self.record, local.record_address()) {
            return Adopted { under: None };
        }
        // SAFETY: nodes are never freed.
        let node = unsafe { &*self.node };
        let under = thread::stand_in(node, state).map(|node| local.node.replace(node));
        Adopted { under }
    }
}

/// A thread at work for another one.
#[must_use]
#[derive(Debug)]
pub(crate) struct Adopted {
    /// Where it goes back to.
    under: Option<*const Node>,
}

impl Drop for Adopted {
    fn drop(&mut self) {
        if let Some(under) = self.under {
            thread::local().node.set(under);
        }
    }
}
