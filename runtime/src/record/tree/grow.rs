// unsafe: nodes are made in raw memory that is never freed.
//! The nodes of one record: how a callee's node is found, made, or folded into another.
//!
//! A tree of every chain of callers has no bound: a recursion is a chain of its own for every depth, and ten functions that
//! call each other at random have ten billion chains of ten. So a record has room for so many nodes, and a chain for
//! so many links. A call beyond that is *folded*: its node stands for the pair of caller and callee, wherever they meet.
//! There are only so many pairs, and self time, calls and time by caller and callee stay exact, as they would if all
//! were kept by pairs (the model of gprof: Graham, Kessler, McKusick, "gprof: a call graph execution profiler", 1982).

use core::cell::Cell;
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicPtr, Ordering};

use super::super::arena::Arena;
use super::super::cell::load;
use super::super::shard::Shard;
use super::node::{KIDS, Node};
use crate::site::Site;

/// Nodes of a record, but for folded ones.
pub(super) const NODES: u64 = if cfg!(test) { 128 } else { 32 * 1024 };
/// Links of a chain.
pub(super) const DEPTH: u32 = if cfg!(test) { 12 } else { 512 };

/// Only the owner of the record grows it; anybody may walk the nodes.
#[derive(Debug)]
pub(in crate::record) struct Tree {
    /// The newest node.
    newest: AtomicPtr<Node>,
    /// Nodes that are not folded.
    nodes: Cell<u64>,
    all: Cell<u64>,
    /// A hash table of all nodes by caller and callee, with `room` places, a power of two or 0. At most half are taken.
    table: Cell<*mut *const Node>,
    room: Cell<u64>,
}

/// What tells one node from another.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    /// The caller's node; of a folded node the root.
    parent: *const Node,
    /// The caller, of a folded node.
    caller: *const Site,
    site: *const Site,
    folded: bool,
    /// The root, of a stand-in.
    at_home: *const Node,
}

impl Key {
    fn of(node: &Node) -> Key {
        let Node { parent, caller, site, folded, at_home, .. } = *node;
        Key { parent, caller, site, folded, at_home }
    }

    /// Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4) of the addresses.
    fn hash(self) -> u64 {
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let mix = |hash: u64, word: usize| (hash.rotate_left(23) ^ word as u64).wrapping_mul(GOLDEN);
        mix(mix(mix(u64::from(self.folded), self.parent.addr()), self.caller.addr()), self.site.addr())
    }
}

impl Tree {
    pub(in crate::record) const fn new() -> Tree {
        Tree {
            newest: AtomicPtr::new(null_mut()),
            nodes: Cell::new(0),
            all: Cell::new(0),
            table: Cell::new(null_mut()),
            room: Cell::new(0),
        }
    }

    /// A node that nobody calls: where the threads of one name begin.
    pub(in crate::record) fn root(&self, arena: &Arena) -> Option<&'static Node> {
        self.add(arena, Node::new(null(), null(), null()))
    }

    /// The node of a call of `shard`'s function below `parent`, ready for this epoch. `None` when there is no memory.
    pub(in crate::record) fn descend(
        &self,
        arena: &Arena,
        root: &'static Node,
        parent: &'static Node,
        shard: &'static Shard,
        epoch: u64,
    ) -> Option<&'static Node> {
        let site = shard.site?;
        let id = load!(site.id);
        let mut node = parent.kid(id);
        if !core::ptr::eq(node.site, site) {
            node = self.find_or_add(arena, root, parent, site, shard)?;
            parent.kids[(id % KIDS) as usize].set(node);
        }
        for node in [root, node] {
            if load!(node.epoch) != epoch {
                node.renew(epoch);
            }
        }
        node.make_ready();
        Some(node)
    }

    /// The node that stands for `other`, of another thread, in the tree of `root`. `None` without room or memory.
    pub(in crate::record) fn stand_in(
        &self,
        arena: &Arena,
        root: &'static Node,
        other: &'static Node,
    ) -> Option<&'static Node> {
        let mut node = Node::new(null(), null(), other);
        node.at_home = root;
        node.depth = other.depth;
        let known = self.find(Key::of(&node));
        known.or_else(|| {
            if !self.has_room(node.depth) {
                return None;
            }
            self.nodes.set(self.nodes.get() + 1);
            self.add(arena, node)
        })
    }

    fn find_or_add(
        &self,
        arena: &Arena,
        root: &'static Node,
        parent: &'static Node,
        site: &'static Site,
        shard: &'static Shard,
    ) -> Option<&'static Node> {
        let mut node = Node::new(site, shard, parent);
        if !parent.folded {
            if let Some(known) = self.find(Key::of(&node)) {
                return Some(known);
            }
            node.depth = parent.depth + 1;
            if self.has_room(node.depth) {
                self.nodes.set(self.nodes.get() + 1);
                return self.add(arena, node);
            }
        }
        node.parent = root;
        node.caller = parent.meant().site;
        node.folded = true;
        self.find(Key::of(&node)).or_else(|| self.add(arena, node))
    }

    /// Whether one more chain of this length is kept. Half of the room is for short chains, the more the shorter, so that a
    /// function which is called late finds room near the root.
    fn has_room(&self, depth: u32) -> bool {
        depth <= DEPTH && self.nodes.get() < NODES / 2 + NODES / 2 / u64::from(depth)
    }

    fn find(&self, key: Key) -> Option<&'static Node> {
        let room = self.room.get();
        if room == 0 {
            return None;
        }
        let mut place = key.hash();
        loop {
            // SAFETY: the table has `room` places, each null or a node, which is never freed.
            let node = unsafe { (*self.table.get().add((place % room) as usize)).as_ref()? };
            if Key::of(node) == key {
                return Some(node);
            }
            place = place.wrapping_add(1);
        }
    }

    fn add(&self, arena: &Arena, mut node: Node) -> Option<&'static Node> {
        self.widen(arena)?;
        node.next = self.newest.load(Ordering::Relaxed);
        if node.site().is_some_and(|site| site.options.memory) {
            node.memory = arena.take()?.as_ptr();
        }
        let place = arena.take::<Node>()?;
        // SAFETY: fresh memory of the right size and alignment that nobody else knows.
        let node: &'static Node = unsafe {
            place.write(node);
            place.as_ref()
        };
        self.all.set(self.all.get() + 1);
        self.place(node);
        self.newest.store(core::ptr::from_ref(node).cast_mut(), Ordering::Release);
        Some(node)
    }

    /// Makes the table at least twice as long as what it will hold.
    fn widen(&self, arena: &Arena) -> Option<()> {
        if (self.all.get() + 1) * 2 > self.room.get() {
            let room = (self.room.get() * 2).max(64);
            let table = arena.take_many::<*const Node>(room as usize)?;
            self.table.set(table.as_ptr());
            self.room.set(room);
            self.nodes().for_each(|node| self.place(node));
        }
        Some(())
    }

    /// Puts a node into the table, which has room for it.
    fn place(&self, node: &'static Node) {
        let mut place = Key::of(node).hash();
        // SAFETY: the table has `room` places, and this thread owns it.
        unsafe {
            let at = |place: u64| self.table.get().add((place % self.room.get()) as usize);
            while !(*at(place)).is_null() {
                place = place.wrapping_add(1);
            }
            at(place).write(node);
        }
    }

    /// The ticks of calls of `site` that ended.
    pub(in crate::record) fn total_of(&self, site: &'static Site) -> u64 {
        self.nodes().filter(|node| core::ptr::eq(node.site, site)).map(|node| load!(node.total)).sum()
    }

    /// All nodes, the newest first: a callee before its caller.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &'static Node> + use<> {
        // SAFETY: nodes are published complete and never freed.
        let newest = unsafe { self.newest.load(Ordering::Acquire).cast_const().as_ref::<'static>() };
        // SAFETY: as above.
        core::iter::successors(newest, |node| unsafe { node.next.as_ref::<'static>() })
    }
}
