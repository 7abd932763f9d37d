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
use super::kind::{Expiring, Kind, Limited, Setup, Unbounded};
use super::table::Table;
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
    kind: PhantomData<P>,
}

/// A table, and what it is of.
#[derive(Debug)]
#[repr(C)]
struct Node<T> {
    /// That of a tuple: the instance of the function, the key, the value.
    id: TypeId,
    next: AtomicPtr<Node<()>>,
    table: T,
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
            kind: PhantomData,
        }
    }

    /// Callers wait so long for another's run of the body; then they compute themselves.
    pub const fn wait(mut self, nanoseconds: u64) -> Memo<P> {
        self.setup.wait = Some(Duration::from_nanos(nanoseconds));
        self
    }

    /// Keeps so many results.
    pub const fn capacity(mut self, entries: u64) -> Memo<P>
    where
        P: Limited,
    {
        self.setup.limit = entries;
        self
    }

    /// Keeps results of so much weight in all; see [`finish_weighing`](super::Run::finish_weighing).
    pub const fn max_weight(mut self, weight: u64) -> Memo<P>
    where
        P: Limited,
    {
        self.setup.limit = weight;
        self.setup.is_weighed = true;
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
            let node = made.take().unwrap_or_else(|| {
                Box::new(Node { id, next: AtomicPtr::new(null_mut()), table: Table::new(self.setup) })
            });
            node.next.store(before, Ordering::Relaxed);
            let node = Box::into_raw(node);
            // Nothing came in since the list was searched, if this succeeds.
            match place.compare_exchange(before, node.cast(), Ordering::AcqRel, Ordering::Relaxed) {
                // SAFETY: nodes are never freed from here on.
                Ok(_) => return unsafe { &(*node).table },
                // SAFETY: nobody else has it.
                Err(_) => made = Some(unsafe { Box::from_raw(node) }),
            }
        }
    }
}

impl Memo<Expiring> {
    /// A result is served for so long after it was computed.
    pub const fn ttl(mut self, nanoseconds: u64) -> Self {
        self.setup.ttl = nanoseconds;
        self
    }

    /// A result goes when it was not asked for so long.
    pub const fn idle(mut self, nanoseconds: u64) -> Self {
        self.setup.idle = nanoseconds;
        self
    }

    /// A result of this age is computed anew by one caller, and served to others until that is done.
    pub const fn refresh(mut self, nanoseconds: u64) -> Self {
        self.setup.refresh = nanoseconds;
        self
    }

    /// A result that is older than its time by no more than this is served to others while one caller computes it anew, and to
    /// that caller, should it fail.
    pub const fn stale(mut self, nanoseconds: u64) -> Self {
        self.setup.stale = nanoseconds;
        self
    }
}

fn list_of(id: TypeId) -> usize {
    let mut fold = Fold::new();
    id.hash(&mut fold);
    fold.finish() as usize % LISTS
}

fn find(mut node: *mut Node<()>, id: TypeId) -> Option<*mut Node<()>> {
    while !node.is_null() {
        // SAFETY: nodes are never freed.
        let (found, next) = unsafe { ((*node).id == id, (*node).next.load(Ordering::Acquire)) };
        if found {
            return Some(node);
        }
        node = next;
    }
    None
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
