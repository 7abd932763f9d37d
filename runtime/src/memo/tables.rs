// unsafe: tables behind pointers that say what type they have.
//! Tables of different types in one list that only grows: those of a generic function, or of an object's methods.

use core::any::TypeId;
use core::hash::{Hash, Hasher};
use core::ptr::{NonNull, null_mut};
use core::sync::atomic::{AtomicPtr, Ordering};

use super::kind::Kind;
use super::table::{MemoInfo, Table};
use crate::hash::Fold;

/// Lists of the tables that are not the first.
const LISTS: usize = 4;

/// The tables.
#[derive(Debug)]
pub(super) struct Tables {
    /// That of most functions.
    first: AtomicPtr<Node<()>>,
    others: [AtomicPtr<Node<()>>; LISTS],
}

/// A table, and what it is of.
#[derive(Debug)]
#[repr(C)]
struct Node<T> {
    id: TypeId,
    /// That of the instance of the function alone.
    instance: TypeId,
    next: AtomicPtr<Node<()>>,
    operations: &'static Operations,
    table: T,
}

/// What can be done with a table of any type.
#[derive(Debug)]
struct Operations {
    free: unsafe fn(*mut Node<()>),
    clear: unsafe fn(*mut Node<()>),
    info: unsafe fn(*mut Node<()>) -> MemoInfo,
    reset: unsafe fn(*mut Node<()>),
}

struct Typed<K, V, P>(core::marker::PhantomData<(K, V, P)>);

impl<K, V, P: Kind> Typed<K, V, P> {
    const OPERATIONS: Operations = Operations {
        // SAFETY: called with nodes of these types, as `Tables` makes them; `free` with those that nobody else has.
        free: |node| unsafe { drop(Box::from_raw(node.cast::<Node<Table<K, V, P>>>())) },
        // SAFETY: as above.
        clear: |node| unsafe { (*node.cast::<Node<Table<K, V, P>>>()).table.clear() },
        // SAFETY: as above.
        info: |node| unsafe { (*node.cast::<Node<Table<K, V, P>>>()).table.info() },
        // SAFETY: as above.
        reset: |node| unsafe { (*node.cast::<Node<Table<K, V, P>>>()).table.reset() },
    };
}

/// Tells apart the instances of a generic function, whatever it is generic in: the type of a closure in its body is another
/// one in each, and needs no bound on the parameters. (That a closure which captures nothing is `'static` whatever its
/// function's parameters are is a looseness of the compiler; this is the only place that relies on it.)
pub(super) fn identity<C: 'static, T: 'static>() -> TypeId {
    TypeId::of::<(C, T)>()
}

impl Tables {
    pub(super) const fn new() -> Tables {
        Tables { first: AtomicPtr::new(null_mut()), others: [const { AtomicPtr::new(null_mut()) }; LISTS] }
    }

    /// The table of an instance of a function.
    #[inline(always)]
    pub(super) fn table<C, K, V, P>(&self, make: impl FnOnce() -> Table<K, V, P>) -> &Table<K, V, P>
    where
        C: 'static,
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
        P: Kind,
    {
        let first = self.first.load(Ordering::Acquire);
        if !first.is_null() {
            // SAFETY: nodes live as long as the list.
            let node = unsafe { &*first };
            if node.id == identity::<C, Table<K, V, P>>() {
                // SAFETY: the type is that of its table.
                return unsafe { table_of(first) };
            }
        }
        self.other_table::<C, K, V, P>(make)
    }

    /// The table of an instance that is not the first one, or of the first call.
    #[cold]
    #[inline(never)]
    fn other_table<C, K, V, P>(&self, make: impl FnOnce() -> Table<K, V, P>) -> &Table<K, V, P>
    where
        C: 'static,
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
        P: Kind,
    {
        let id = identity::<C, Table<K, V, P>>();
        let list = &self.others[list_of(id)];
        let (mut make, mut made) = (Some(make), None::<Box<Node<Table<K, V, P>>>>);
        loop {
            let (first, head) = (self.first.load(Ordering::Acquire), list.load(Ordering::Acquire));
            if let Some(node) = find(first, id).or_else(|| find(head, id)) {
                // SAFETY: the type is that of its table.
                return unsafe { table_of(node) };
            }
            let (place, before) = if first.is_null() { (&self.first, null_mut()) } else { (list, head) };
            let node = made.take().or_else(|| make.take().map(|make| new_node::<C, K, V, P>(make())));
            let Some(node) = node else { continue };
            node.next.store(before, Ordering::Relaxed);
            let node = Box::into_raw(node);
            // Nothing came in since the list was searched, if this succeeds.
            match place.compare_exchange(before, node.cast(), Ordering::AcqRel, Ordering::Relaxed) {
                // SAFETY: nodes live as long as the list from here on.
                Ok(_) => return unsafe { &(*node).table },
                // SAFETY: nobody else has it.
                Err(_) => made = Some(unsafe { Box::from_raw(node) }),
            }
        }
    }

    fn nodes(&self) -> impl Iterator<Item = *mut Node<()>> {
        core::iter::once(&self.first).chain(&self.others).flat_map(|list| {
            let next = |list: &AtomicPtr<Node<()>>| NonNull::new(list.load(Ordering::Acquire));
            // SAFETY: nodes live as long as the list.
            core::iter::successors(next(list), move |node| next(unsafe { &node.as_ref().next })).map(NonNull::as_ptr)
        })
    }

    /// Clears all tables.
    pub(super) fn clear(&self) {
        clear(self.nodes());
    }

    /// Clears the tables of one instance of a function.
    pub(super) fn clear_instance(&self, instance: TypeId) {
        clear(self.nodes_of(instance));
    }

    /// All tables count anew from here on.
    pub(super) fn reset(&self) {
        // SAFETY: nodes of a list that is there, and their operations are those of their types.
        self.nodes().for_each(|node| unsafe { ((*node).operations.reset)(node) });
    }

    /// What all tables have counted.
    pub(super) fn info(&self) -> MemoInfo {
        info(self.nodes())
    }

    /// What the tables of one instance of a function have counted.
    pub(super) fn info_of_instance(&self, instance: TypeId) -> MemoInfo {
        info(self.nodes_of(instance))
    }

    fn nodes_of(&self, instance: TypeId) -> impl Iterator<Item = *mut Node<()>> {
        // SAFETY: nodes live as long as the list.
        self.nodes().filter(move |node| unsafe { (**node).instance } == instance)
    }
}

fn clear(nodes: impl Iterator<Item = *mut Node<()>>) {
    // SAFETY: nodes of a list that is there, and their operations are those of their types.
    nodes.for_each(|node| unsafe { ((*node).operations.clear)(node) });
}

fn info(nodes: impl Iterator<Item = *mut Node<()>>) -> MemoInfo {
    // SAFETY: as above.
    nodes.map(|node| unsafe { ((*node).operations.info)(node) }).fold(MemoInfo::default(), MemoInfo::plus)
}

impl Drop for Tables {
    fn drop(&mut self) {
        let nodes: Vec<_> = self.nodes().collect();
        // SAFETY: nobody else has the list any longer; the operations are those of the node's types.
        nodes.into_iter().for_each(|node| unsafe { ((*node).operations.free)(node) });
    }
}

fn new_node<C, K, V, P: Kind>(table: Table<K, V, P>) -> Box<Node<Table<K, V, P>>>
where
    C: 'static,
    K: 'static,
    V: 'static,
{
    let operations = const { &Typed::<K, V, P>::OPERATIONS };
    let (id, instance) = (identity::<C, Table<K, V, P>>(), TypeId::of::<C>());
    Box::new(Node { id, instance, next: AtomicPtr::new(null_mut()), operations, table })
}

fn list_of(id: TypeId) -> usize {
    let mut fold = Fold::new();
    id.hash(&mut fold);
    fold.finish() as usize % LISTS
}

fn find(mut node: *mut Node<()>, id: TypeId) -> Option<*mut Node<()>> {
    while !node.is_null() {
        // SAFETY: nodes live as long as the list.
        let (found, next) = unsafe { ((*node).id == id, (*node).next.load(Ordering::Acquire)) };
        if found {
            return Some(node);
        }
        node = next;
    }
    None
}

/// The table of a node.
///
/// # Safety
///
/// The node's table is of this type, and lives as long.
#[inline(always)]
unsafe fn table_of<'a, T>(node: *mut Node<()>) -> &'a T {
    // SAFETY: as the caller promises.
    unsafe { &(*node.cast::<Node<T>>()).table }
}
