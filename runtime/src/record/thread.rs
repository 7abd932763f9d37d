// unsafe: records live in raw memory that is never freed, and a thread finds its own by a thread-local pointer.
//! A thread's record: its table of shards, its memory, and how a record passes from a dead thread to the next.
//!
//! Records are only ever added to a list, never freed; one that lost its thread is free to be claimed, with
//! all its counts. A thread-local without destructor points at the record, so that it can be read while other
//! thread-locals are being destroyed; the record is given up by a later hook (see `leave.rs`).

use core::cell::Cell;
use core::ptr::{NonNull, null, null_mut};
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

use super::arena::Arena;
use super::cell::load;
use super::claim::Claim;
use super::identity::Identity;
use super::leave;
use super::line_clock::Clock;
use super::list::{prepend, walk};
use super::shard::{Extras, Shard};
use super::sites::register;
use super::timeline::Timeline;
use super::tree::{NOBODY, Node, Roots, Tree};
use crate::site::{Kind, Site};
use crate::state::STATE;

/// What a thread keeps at hand.
pub(super) struct Local {
    /// `len` pointers to shards, by site id; every one is valid, since the empty places hold `NOWHERE`.
    pub(super) table: Cell<*const *const Shard>,
    pub(super) len: Cell<u64>,
    record: Cell<*const Record>,
    /// The line clock of the innermost call that is open.
    pub(super) lines: Cell<Clock>,
    /// The node of the innermost open call of a profiled function; the thread's root if there is none.
    pub(super) node: Cell<*const Node>,
    root: Cell<*const Node>,
    /// The runtime is at work for this thread: a call that arrives now is counted on its site and passed through.
    busy: Cell<bool>,
}

thread_local! {
    static LOCAL: Local = const {
        Local {
            table: Cell::new(null()),
            len: Cell::new(0),
            record: Cell::new(null()),
            lines: Cell::new(Clock::NOWHERE),
            node: Cell::new(&raw const NOBODY),
            root: Cell::new(&raw const NOBODY),
            busy: Cell::new(false),
        }
    };
}

/// A shard of no epoch: whoever finds it in a table goes the slow way.
static NOWHERE: Shard = Shard::new();

/// One thread's record.
#[repr(C, align(128))]
pub(super) struct Record {
    pub(super) claim: Claim,
    pub(super) identity: Identity,
    /// The newest of this record's shards.
    shards: AtomicPtr<Shard>,
    /// The record that was made before this one.
    next: AtomicPtr<Record>,
    /// Only the owner touches these.
    table: Cell<*mut *const Shard>,
    len: Cell<u64>,
    pub(super) arena: Arena,
    pub(super) tree: Tree,
    pub(super) timeline: Timeline,
    pub(super) roots: Roots,
}

// SAFETY: the cells are touched by the record's owner alone; `claim` orders one owner after the other.
unsafe impl Sync for Record {}

/// The newest record.
static RECORDS: AtomicPtr<Record> = AtomicPtr::new(null_mut());
/// How many records wait for an owner: a hint that saves a search.
static FREE: AtomicUsize = AtomicUsize::new(0);

/// This thread's shard of a site; `NOWHERE` or one of an old epoch sends the caller to [`attach`].
#[inline(always)]
pub(super) fn shard_of(id: u64) -> &'static Shard {
    local().shard(id)
}

impl Local {
    #[inline(always)]
    pub(super) fn shard(&self, id: u64) -> &'static Shard {
        if id >= self.len.get() {
            return &NOWHERE;
        }
        // SAFETY: the table has `len` places, each a pointer to a shard that is never freed.
        unsafe { &**self.table.get().add(id as usize) }
    }

    /// Tells this thread's record from others; null if it has none.
    pub(super) fn record_address(&self) -> *const () {
        self.record.get().cast()
    }
}

/// What this thread keeps at hand.
#[inline(always)]
pub(super) fn local() -> &'static Local {
    // SAFETY: `Local` is not `Sync`, so the reference never leaves its thread; a thread-local without destructor lives as long
    // as its thread.
    LOCAL.with(|local| unsafe { &*core::ptr::from_ref(local) })
}

/// This thread's shard of `site` in this epoch, made or emptied if need be.
///
/// `None` when the runtime is already at work in this thread, or when there is no memory.
pub(super) fn attach(site: &'static Site, epoch: u64) -> Option<&'static Shard> {
    alone(|| {
        let record = own_record(epoch)?;
        let id = register(site);
        let shard = record.shard(site, id)?;
        if shard.epoch.load(Ordering::Relaxed) != epoch {
            shard.renew(epoch);
        }
        Some(shard)
    })
    .flatten()
}

/// The node of a call of `shard`'s function below where this thread stands.
pub(super) fn descend(shard: &'static Shard, epoch: u64) -> Option<&'static Node> {
    with_own(|record, root| {
        // SAFETY: nodes are never freed.
        let (root, node) = unsafe { (&*root, &*local().node.get()) };
        record.tree.descend(&record.arena, root, node, shard, epoch)
    })
    .flatten()
}

/// The node in this thread's tree that stands for one of another thread.
pub(super) fn stand_in(other: &'static Node, epoch: u64) -> Option<&'static Node> {
    alone(|| {
        let record = own_record(epoch)?;
        // SAFETY: nodes are never freed.
        let root = unsafe { &*local().root.get() };
        record.tree.stand_in(&record.arena, root, other)
    })
    .flatten()
}

/// Works on this thread's record and the root of its tree, if it has both and the runtime is not at work in this thread.
pub(super) fn with_own<R>(work: impl FnOnce(&'static Record, *const Node) -> R) -> Option<R> {
    alone(|| {
        let root = local().root.get();
        // SAFETY: records are never freed.
        let record = unsafe { local().record.get().as_ref() }.filter(|_| !core::ptr::eq(root, &raw const NOBODY))?;
        Some(work(record, root))
    })
    .flatten()
}

/// The ticks of this thread's calls of `site` that ended, over all its nodes. It never waits, and walks over all nodes.
pub(crate) fn own_total(site: &'static Site) -> u64 {
    // SAFETY: records are never freed.
    let record = unsafe { local().record.get().as_ref() };
    record.map_or(0, |record| record.tree.total_of(site))
}

/// Runs `work` unless the runtime is already at work in this thread.
pub(crate) fn alone<R>(work: impl FnOnce() -> R) -> Option<R> {
    let local = local();
    if local.busy.replace(true) {
        return None;
    }
    let result = work();
    local.busy.set(false);
    Some(result)
}

/// Memory from this thread's record, which must have one.
pub(super) fn take_memory<T>(count: usize) -> Option<NonNull<T>> {
    // SAFETY: a record is never freed, and this thread owns the one that it points at.
    unsafe { local().record.get().as_ref() }?.arena.take_many(count)
}

/// The record of this thread, claimed from a dead one or made.
fn own_record(epoch: u64) -> Option<&'static Record> {
    let local = local();
    if local.record.get().is_null() {
        let record = claim_free().or_else(make)?;
        record.identity.begin(epoch);
        local.record.set(record);
        local.table.set(record.table.get());
        local.len.set(record.len.get());
        leave::arrange();
        if let Some(root) = record.roots.of(record.identity.name(), || record.tree.root(&record.arena)) {
            local.root.set(root);
            local.node.set(root);
        }
    }
    // SAFETY: records are never freed.
    unsafe { local.record.get().as_ref() }
}

fn claim_free() -> Option<&'static Record> {
    if FREE.load(Ordering::Relaxed) == 0 {
        return None;
    }
    let record = records().find(|record| record.claim.take())?;
    FREE.fetch_sub(1, Ordering::Relaxed);
    Some(record)
}

fn make() -> Option<&'static Record> {
    let arena = Arena::new();
    let place = arena.take::<Record>()?;
    let record = Record {
        claim: Claim::of(AtomicBool::new(true)),
        identity: Identity::new(),
        shards: AtomicPtr::new(null_mut()),
        next: AtomicPtr::new(null_mut()),
        table: Cell::new(null_mut()),
        len: Cell::new(0),
        arena,
        tree: Tree::new(),
        timeline: Timeline::new(),
        roots: Roots::new(),
    };
    // SAFETY: fresh memory of the right size and alignment that nobody else knows.
    let record = unsafe {
        place.write(record);
        place.as_ref()
    };
    prepend(&RECORDS, &record.next, record);
    Some(record)
}

/// All records, with and without a living thread.
pub(super) fn records() -> impl Iterator<Item = &'static Record> {
    walk(&RECORDS, |record| &record.next)
}

impl Record {
    /// All shards of this record. Anybody may read them.
    pub(super) fn shards(&self) -> impl Iterator<Item = &'static Shard> + use<> {
        walk(&self.shards, |shard| &shard.next)
    }

    fn shard(&self, site: &'static Site, id: u64) -> Option<&'static Shard> {
        self.widen(id + 1)?;
        // SAFETY: the table has more than `id` places, and this thread owns it.
        let place = unsafe { &mut *self.table.get().add(id as usize) };
        if core::ptr::eq(*place, &raw const NOWHERE) {
            *place = self.make_shard(site)?;
        }
        // SAFETY: shards are never freed.
        unsafe { place.as_ref() }
    }

    /// Makes the table at least `len` places long.
    fn widen(&self, len: u64) -> Option<()> {
        if len > self.len.get() {
            let wide = len.next_power_of_two().max(64);
            let table = self.arena.take_many::<*const Shard>(wide as usize)?.as_ptr();
            for place in 0..wide {
                // SAFETY: both tables are at least as long as the index that is used on them.
                unsafe {
                    let old = place < self.len.get();
                    let shard = if old { *self.table.get().add(place as usize) } else { &raw const NOWHERE };
                    table.add(place as usize).write(shard);
                }
            }
            self.table.set(table);
            self.len.set(wide);
            let local = local();
            local.table.set(table);
            local.len.set(wide);
        }
        Some(())
    }

    fn make_shard(&self, site: &'static Site) -> Option<*const Shard> {
        let place = self.arena.take::<Shard>()?;
        let extras = if site.kind == Kind::Async || site.options.cpu {
            self.arena.take::<Extras>()?.as_ptr()
        } else {
            null_mut()
        };
        // SAFETY: fresh zeroed memory of the right size and alignment that nobody else knows. All zero bytes are
        // a valid shard, and zeroed extras are valid extras.
        let shard = unsafe {
            (&raw mut (*place.as_ptr()).site).write(Some(site));
            (&raw mut (*place.as_ptr()).extras).write(AtomicPtr::new(extras));
            place.as_ref()
        };
        prepend(&self.shards, &shard.next, shard);
        Some(shard)
    }

    /// The calls of this epoch that began under this record.
    pub(super) fn calls(&self, epoch: u64) -> u64 {
        let counts = |shard: &&Shard| shard.is_of(epoch) && shard.site.is_some_and(|site| !site.hidden);
        self.shards().filter(counts).map(Shard::calls).sum()
    }

    /// Calls that are still open in a thread that ends will stay open for ever. Returns the calls of this epoch that
    /// began under this record.
    ///
    /// One plain loop: every thread that ends goes through all functions that its record ever saw, and iterators
    /// would take five times as long in an unoptimised build.
    fn settle(&self, epoch: u64) -> u64 {
        let mut calls = 0;
        let mut next = self.shards.load(Ordering::Acquire).cast_const();
        // SAFETY: shards are published complete and never freed.
        while let Some(shard) = unsafe { next.as_ref() } {
            if let Some(site) = shard.site {
                if !matches!(site.kind, Kind::Async) {
                    shard.settle();
                }
                shard.settle_lines();
                if !site.hidden && load!(shard.epoch) == epoch {
                    calls += shard.calls();
                }
            }
            next = shard.next.load(Ordering::Acquire);
        }
        calls
    }
}

/// The thread ends: its record goes to whoever needs one next. A later call in this thread claims one again.
pub(super) fn release() {
    alone(|| {
        let local = local();
        // SAFETY: records are never freed.
        let Some(record) = (unsafe { local.record.get().as_ref() }) else { return };
        local.len.set(0);
        local.record.set(null());
        local.lines.set(Clock::NOWHERE);
        local.root.set(&raw const NOBODY);
        local.node.set(&raw const NOBODY);
        let epoch = STATE.load(Ordering::Relaxed);
        record.identity.end(epoch, record.settle(epoch));
        record.claim.release();
        FREE.fetch_add(1, Ordering::Relaxed);
    });
}
