// unsafe: tables behind pointers that say what type they have.
//! The tables of one memoized function: one, or, of a generic function, one for each set of types.

use core::any::TypeId;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};
use core::time::Duration;

use super::hash::Fold;
use super::key::Key;
use super::kind::{Kind, Setup, Unbounded};
use super::list::{self, Listed};
use super::table::{MemoInfo, Table};
use crate::site::Site;

/// Lists of the tables that are not the first.
const LISTS: usize = 8;

/// What a memoized function keeps, in a static beside its body.
#[derive(Debug)]
pub struct Memo<P: Kind = Unbounded> {
    /// The first table: that of most functions.
    first: AtomicPtr<Node<()>>,
    others: [AtomicPtr<Node<()>>; LISTS],
    pub(super) site: Site,
    pub(super) setup: Setup,
    tag: Option<&'static str>,
    kind: PhantomData<fn() -> P>,
}

/// A table, and what it is of.
#[derive(Debug)]
#[repr(C)]
struct Node<T> {
    /// That of a tuple: the instance of the function, the key, the value.
    id: TypeId,
    /// That of the instance of the function.
    instance: TypeId,
    next: AtomicPtr<Node<()>>,
    acts: Acts,
    table: T,
}

/// What can be done with a table of any types.
#[derive(Clone, Copy, Debug)]
struct Acts {
    info: unsafe fn(*mut Node<()>) -> MemoInfo,
    clear: unsafe fn(*mut Node<()>),
}

impl Acts {
    const fn of<K: 'static, V: 'static, P: Kind>() -> Acts {
        Acts { info: info_of::<K, V, P>, clear: clear_of::<K, V, P> }
    }
}

/// Tells apart the instances of a generic function, whatever it is generic in: the type of a closure in its body is another
/// one in each, and needs no bound on the parameters. (That a closure which captures nothing is `'static` whatever its
/// function's parameters are is a looseness of the compiler; this is the only place that relies on it.)
fn identity<C: 'static, K: 'static, V: 'static>() -> TypeId {
    TypeId::of::<(C, K, V)>()
}

impl<P: Kind> Memo<P> {
    /// Of the function at a site.
    pub const fn new(site: Site) -> Memo<P> {
        Memo {
            first: AtomicPtr::new(null_mut()),
            others: [const { AtomicPtr::new(null_mut()) }; LISTS],
            site,
            setup: Setup::DEFAULT,
            tag: None,
            kind: PhantomData,
        }
    }

    /// [`invalidate_tag`](crate::memo::invalidate_tag) of this tag clears its tables.
    pub const fn tag(mut self, tag: &'static str) -> Memo<P> {
        self.tag = Some(tag);
        self
    }

    /// Callers wait so long for another's run of the body; then they compute themselves.
    pub const fn wait(mut self, nanoseconds: u64) -> Memo<P> {
        self.setup.wait = Some(Duration::from_nanos(nanoseconds));
        self
    }

    /// The table of an instance of the function, which a closure in its body that captures nothing stands for.
    #[inline(always)]
    pub fn table<C, Q, V>(&'static self, _: &C, _: &Q) -> &'static Table<Q::Owned, V, P>
    where
        C: 'static,
        Q: Key<Owned: Send + Sync>,
        V: Send + Sync + 'static,
    {
        let first = self.first.load(Ordering::Acquire);
        if !first.is_null() {
            // SAFETY: nodes are never freed.
            let node = unsafe { &*first };
            if node.id == identity::<C, Q::Owned, V>() {
                // SAFETY: the types are those of its table.
                return unsafe { table_of(first) };
            }
        }
        self.other_table::<C, Q::Owned, V>()
    }

    /// The table of an instance that is not the first one, or of the first call.
    #[cold]
    #[inline(never)]
    fn other_table<C, K, V>(&'static self) -> &'static Table<K, V, P>
    where
        C: 'static,
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        let id = identity::<C, K, V>();
        let list = &self.others[list_of(id)];
        let mut made: Option<Box<Node<Table<K, V, P>>>> = None;
        loop {
            let (first, head) = (self.first.load(Ordering::Acquire), list.load(Ordering::Acquire));
            if let Some(node) = find(first, id).or_else(|| find(head, id)) {
                // SAFETY: the types are those of its table.
                return unsafe { table_of(node) };
            }
            let (place, before) = if first.is_null() { (&self.first, null_mut()) } else { (list, head) };
            let node = made.take().unwrap_or_else(|| Box::new(self.node::<C, K, V>()));
            node.next.store(before, Ordering::Relaxed);
            let node = Box::into_raw(node);
            // Nothing came in since the list was searched, if this succeeds.
            match place.compare_exchange(before, node.cast(), Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => {
                    if first.is_null() {
                        list::add(self);
                    }
                    // SAFETY: nodes are never freed from here on.
                    return unsafe { &(*node).table };
                }
                // SAFETY: nobody else has it.
                Err(_) => made = Some(unsafe { Box::from_raw(node) }),
            }
        }
    }

    fn node<C, K, V>(&self) -> Node<Table<K, V, P>>
    where
        C: 'static,
        K: Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        Node {
            id: identity::<C, K, V>(),
            instance: TypeId::of::<C>(),
            next: AtomicPtr::new(null_mut()),
            acts: Acts::of::<K, V, P>(),
            table: Table::new(self.setup),
        }
    }

    /// All tables, or those of one instance of the function.
    fn nodes(&self, instance: Option<TypeId>) -> impl Iterator<Item = *mut Node<()>> + '_ {
        let heads = core::iter::once(&self.first).chain(&self.others);
        heads.flat_map(|head| successors(head.load(Ordering::Acquire))).filter(move |node| {
            // SAFETY: nodes are never freed.
            instance.is_none_or(|instance| unsafe { (**node).instance } == instance)
        })
    }

    /// What the tables have counted: all of them, or those of one instance of the function.
    pub(super) fn info(&self, instance: Option<TypeId>) -> MemoInfo {
        // SAFETY: nodes are never freed, and each has the functions for its types.
        self.nodes(instance).map(|node| unsafe { ((*node).acts.info)(node) }).fold(MemoInfo::default(), MemoInfo::and)
    }

    /// Forgets everything: in all tables, or in those of one instance of the function.
    pub(super) fn clear(&self, instance: Option<TypeId>) {
        for node in self.nodes(instance) {
            // SAFETY: as above.
            unsafe { ((*node).acts.clear)(node) }
        }
    }
}

impl<P: Kind> Listed for Memo<P> {
    fn site(&self) -> &Site {
        &self.site
    }

    fn tag(&self) -> Option<&'static str> {
        self.tag
    }

    fn info(&self) -> MemoInfo {
        Memo::info(self, None)
    }

    fn clear(&self) {
        Memo::clear(self, None);
    }
}

fn list_of(id: TypeId) -> usize {
    let mut fold = Fold::new();
    id.hash(&mut fold);
    fold.finish() as usize % LISTS
}

/// A node and those behind it.
fn successors(first: *mut Node<()>) -> impl Iterator<Item = *mut Node<()>> {
    let shown = |node: *mut Node<()>| (!node.is_null()).then_some(node);
    // SAFETY: nodes are never freed.
    core::iter::successors(shown(first), move |node| shown(unsafe { (**node).next.load(Ordering::Acquire) }))
}

fn find(first: *mut Node<()>, id: TypeId) -> Option<*mut Node<()>> {
    // SAFETY: nodes are never freed.
    successors(first).find(|node| unsafe { (**node).id } == id)
}

/// # Safety
///
/// The node's table is of these types.
unsafe fn info_of<K: 'static, V: 'static, P: Kind>(node: *mut Node<()>) -> MemoInfo {
    // SAFETY: as the caller promises.
    unsafe { table_of::<K, V, P>(node) }.info()
}

/// # Safety
///
/// The node's table is of these types.
unsafe fn clear_of<K: 'static, V: 'static, P: Kind>(node: *mut Node<()>) {
    // SAFETY: as the caller promises.
    unsafe { table_of::<K, V, P>(node) }.clear();
}

/// The table of a node that is never freed.
///
/// # Safety
///
/// The node's table is of these types.
#[inline(always)]
unsafe fn table_of<K, V, P: Kind>(node: *mut Node<()>) -> &'static Table<K, V, P> {
    // SAFETY: as the caller promises.
    unsafe { &(*node.cast::<Node<Table<K, V, P>>>()).table }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memo::key::{Arg, ByValue};

    fn bits<const N: usize, T: Default + core::fmt::Debug>(number: u32) -> String {
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        let key = (Arg(&number).key(),);
        let table = MEMO.table(&|| (), &key);
        match table.find(&key) {
            Ok(value) => value,
            Err(miss) => match table.begin(miss, key) {
                crate::memo::Start::Found(value) => value,
                crate::memo::Start::Run(run) => run.finish(format!("{N} {:?} {number}", T::default()), true),
            },
        }
    }

    #[test]
    fn each_instance_has_a_table_of_its_own() {
        for _ in 0..2 {
            assert_eq!(bits::<1, u8>(7), "1 0 7");
            assert_eq!(bits::<2, u8>(7), "2 0 7");
            assert_eq!(bits::<1, bool>(7), "1 false 7");
            assert_eq!(bits::<3, String>(7), "3 \"\" 7");
            assert_eq!(bits::<1, u8>(8), "1 0 8");
        }
    }

    #[test]
    fn the_first_calls_of_many_threads_agree_on_a_table() {
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        let address = || {
            let key = (Arg(&1_u8).key(),);
            core::ptr::from_ref::<Table<(u8,), u64, Unbounded>>(MEMO.table(&|| (), &key)).addr()
        };
        let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(address)).collect();
        let addresses: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(addresses.iter().all(|other| *other == addresses[0]));
    }
}
