//! The roots of a record: one for each name of the threads that owned it.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::super::cell::{load, store};
use super::super::identity::{NAMES, Name, OTHERS};
use super::node::Node;

/// Threads of further names share the last one, as in the identity's rows. The owner alone writes.
#[derive(Debug)]
pub(in crate::record) struct Roots([Root; NAMES]);

#[derive(Debug)]
struct Root {
    name: [AtomicU64; 2],
    node: AtomicPtr<Node>,
}

impl Root {
    const fn none() -> Root {
        Root { name: [AtomicU64::new(0), AtomicU64::new(0)], node: AtomicPtr::new(null_mut()) }
    }

    fn name(&self) -> Name {
        Name([load!(self.name[0]), load!(self.name[1])])
    }

    fn node(&self) -> *const Node {
        self.node.load(Ordering::Acquire)
    }
}

impl Roots {
    pub(in crate::record) const fn new() -> Roots {
        Roots([const { Root::none() }; NAMES])
    }

    /// The root of the threads of this name, which `make` makes if there is none.
    pub(in crate::record) fn of(
        &self,
        name: Name,
        make: impl FnOnce() -> Option<&'static Node>,
    ) -> Option<*const Node> {
        let (last, own) = self.0.split_last()?;
        let fits = |root: &&Root| root.node().is_null() || root.name() == name;
        let (root, name) = own.iter().find(fits).map_or((last, OTHERS), |root| (root, name));
        if root.node().is_null() {
            let node = make()?;
            store!(root.name[0], name.0[0]);
            store!(root.name[1], name.0[1]);
            root.node.store(core::ptr::from_ref(node).cast_mut(), Ordering::Release);
        }
        Some(root.node())
    }

    /// The name of the threads that begin here.
    pub(in crate::record) fn name_of(&self, node: *const Node) -> Option<Name> {
        self.0.iter().find(|root| core::ptr::eq(root.node(), node)).map(Root::name)
    }
}
