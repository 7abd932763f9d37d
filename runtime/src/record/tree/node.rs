// unsafe: a node stays in the memory of the thread that made it, and is shared with readers.
//! A node of the call tree: a function under one chain of callers, in one thread.

use core::cell::Cell;
use core::ptr::null;
use core::sync::atomic::{AtomicU64, Ordering};

use super::super::cell::{load, store};
use super::super::memory::{MemorySums, Spent};
use super::super::shard::Shard;
use crate::clock;
use crate::site::Site;

/// Callees that a node finds without a search.
pub(super) const KIDS: u64 = 4;

/// One owner writes, anybody reads. What the line of a call touches stands first.
#[repr(C, align(64))]
pub(in crate::record) struct Node {
    /// The function; null for the root of a thread, and for [`NOBODY`].
    pub(in crate::record) site: *const Site,
    /// The thread's shard of it.
    pub(in crate::record) shard: *const Shard,
    /// The epoch, if calls may take the fast line; 0 if they may not.
    pub(in crate::record) ready: AtomicU64,
    /// When the call began that is open here; 0 while none is, and of a folded node always.
    pub(in crate::record) began: AtomicU64,
    /// Calls begun here.
    pub(in crate::record) calls: AtomicU64,
    /// Ticks of the calls that ended here; of an async function those of its polls.
    pub(in crate::record) total: AtomicU64,
    /// The caller; of a folded node the root. Null for a root. Of a stand-in the node that it stands for.
    pub(super) parent: *const Node,
    /// Ticks of calls below that went to folded nodes.
    pub(in crate::record) beyond: AtomicU64,
    /// Callees by the last bits of their site's id: what was called last. Only the owner looks.
    pub(super) kids: [Cell<*const Node>; KIDS as usize],
    /// The epoch whose calls are in it.
    pub(super) epoch: AtomicU64,
    /// Polls, of an async function.
    pub(super) polls: AtomicU64,
    /// Of a folded node: the calls that were not below one of the same function.
    pub(super) primitive: AtomicU64,
    /// Of a folded node: the function that calls, null for none.
    pub(super) caller: *const Site,
    /// The node that this record made before.
    pub(super) next: *const Node,
    pub(super) depth: u32,
    pub(super) folded: bool,
    /// The root of the thread, of a stand-in: a node that stands for one of another thread, who has work done here.
    pub(super) at_home: *const Node,
    /// What its calls asked the allocator for; null of a function without `memory`.
    pub(super) memory: *const MemorySums,
}

// SAFETY: only the thread that owns the record touches the cells; the pointers lead to what is never freed.
unsafe impl Sync for Node {}

/// Where a thread stands before its first call: nobody's callee is found below it.
pub(in crate::record) static NOBODY: Node = Node::new(null(), null(), null());

const fn zero() -> AtomicU64 {
    AtomicU64::new(0)
}

impl Node {
    pub(super) const fn new(site: *const Site, shard: *const Shard, parent: *const Node) -> Node {
        Node {
            site,
            shard,
            ready: zero(),
            began: zero(),
            calls: zero(),
            total: zero(),
            parent,
            beyond: zero(),
            kids: [const { Cell::new(&raw const NOBODY) }; KIDS as usize],
            epoch: zero(),
            polls: zero(),
            primitive: zero(),
            caller: null(),
            next: null(),
            depth: 0,
            folded: false,
            at_home: null(),
            memory: null(),
        }
    }

    /// The node of a callee that was called from here before, or some other node.
    #[inline(always)]
    pub(in crate::record) fn kid(&self, id: u64) -> &'static Node {
        // SAFETY: the cells hold `NOBODY` or nodes, which are never freed.
        unsafe { &*self.kids[(id % KIDS) as usize].get() }
    }

    /// This thread's shard of the function.
    #[inline(always)]
    pub(in crate::record) fn shard(&self) -> &'static Shard {
        // SAFETY: only nodes with a site are entered, and their shard is never freed.
        unsafe { &*self.shard }
    }

    /// What a stand-in stands for, or the node itself.
    pub(super) fn meant(&self) -> &Node {
        // SAFETY: nodes are never freed.
        if self.at_home.is_null() { self } else { unsafe { &*self.parent } }
    }

    /// The function; none of a root.
    pub(super) fn site(&self) -> Option<&'static Site> {
        // SAFETY: sites are statics.
        unsafe { self.site.as_ref() }
    }

    /// The function that calls, of a folded node.
    pub(super) fn caller(&self) -> Option<&'static Site> {
        // SAFETY: sites are statics.
        unsafe { self.caller.as_ref() }
    }

    pub(super) fn memory(&self) -> Option<&'static MemorySums> {
        // SAFETY: null, or what was made with the node and is never freed.
        unsafe { self.memory.as_ref() }
    }

    /// A call or poll ended that spent this. `alone` says that no other call of the function is open in this thread; above
    /// a node that is not folded, its chain tells.
    pub(in crate::record) fn add_memory(&self, spent: &Spent, alone: bool) {
        if let Some(memory) = self.memory() {
            memory.add(spent, alone || !self.folded);
        }
    }

    pub(in crate::record) fn is_folded(&self) -> bool {
        self.folded
    }

    /// Whether what it holds was recorded in this epoch.
    pub(super) fn is_of(&self, epoch: u64) -> bool {
        self.epoch.load(Ordering::Acquire) == epoch
    }

    /// Empties the node for a new epoch. No call is open here: an open one is above whatever begins now.
    pub(super) fn renew(&self, epoch: u64) {
        for field in [&self.began, &self.calls, &self.total, &self.beyond, &self.polls, &self.primitive] {
            store!(*field, 0);
        }
        if let Some(memory) = self.memory() {
            memory.clear();
        }
        store!(self.ready, 0);
        self.epoch.store(epoch, Ordering::Release);
    }

    /// Calls may take the fast line here if they may in the shard; those of a folded node never may.
    pub(super) fn make_ready(&self) {
        if !self.folded {
            store!(self.ready, load!(self.shard().ready));
        }
    }

    /// The ticks of its calls, that of the one which is open counted until now.
    pub(super) fn until_now(&self) -> (u64, u64) {
        let (total, began) = (load!(self.total), load!(self.began));
        (total, if began == 0 { 0 } else { clock::ticks().saturating_sub(began) })
    }
}
