//! Reading the trees of all threads while their owners write.

use super::super::cell::load;
use super::super::memory::{MemorySums, Spent};
use super::super::thread::records;
use super::node::Node;
use crate::hash::Map;
use crate::site::{Kind, Site};

/// A node as it was found, in ticks. The root of a thread has no site.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) site: Option<&'static Site>,
    /// Where its caller stands in the list: before it. Of a folded node the root.
    pub(crate) parent: Option<usize>,
    pub(crate) folded: bool,
    /// The function that calls, of a folded node that has one.
    pub(crate) caller: Option<&'static Site>,
    /// The name of the threads, of a root, and of a node that another thread has handed its work to.
    pub(crate) thread: Option<String>,
    /// It was called in another thread than that of its parent.
    pub(crate) handed: bool,
    pub(crate) calls: u64,
    /// Of a folded node: calls that were not below one of the same function.
    pub(crate) primitive: u64,
    /// How often the instrument was at work here: for every call, or every poll.
    pub(crate) entries: u64,
    /// Of calls that ended, and of the one that is open.
    pub(crate) total: u64,
    pub(crate) open: u64,
    /// In calls below that went to folded nodes.
    pub(crate) beyond: u64,
    /// What calls that ended asked the allocator for, of a function with `memory`.
    pub(crate) memory: Option<Spent>,
}

/// All nodes of this epoch in all threads, those above them, and the roots: callers before callees.
///
/// Callees are read before their callers, whose open calls count until the moment of reading: so the time of the callees is
/// never more than that of the caller, whoever is at work meanwhile.
pub(crate) fn found(epoch: u64) -> Vec<Found> {
    let records = records().map(|record| one_record(record, epoch)).filter(|own| own.len() > 1);
    let together = |mut all: Vec<Read>, mut own: Vec<Read>| {
        all.append(&mut own);
        all
    };
    let mut all = records.reduce(together).unwrap_or_default();
    let places: Map<*const Node, usize> =
        all.iter().enumerate().map(|(place, (node, _))| (core::ptr::from_ref(*node), place)).collect();
    for (node, found) in &mut all {
        found.parent = places.get(&node.parent).copied();
    }
    for at in 0..all.len() {
        skip_stand_in(&mut all, at, &places);
    }
    in_order(all.into_iter().map(|(_, found)| found).collect())
}

type Read = (&'static Node, Found);

/// A callee of a stand-in is one of the node that this stands for, or, if that was read too early, of its own thread's root.
fn skip_stand_in(all: &mut [Read], at: usize, places: &Map<*const Node, usize>) {
    let Some((parent, _)) = all[at].1.parent.map(|parent| &all[parent]) else { return };
    if all[at].1.folded || parent.at_home.is_null() {
        return;
    }
    let (meant, root) = (places.get(&parent.parent).copied(), places.get(&parent.at_home).copied());
    let thread = root.and_then(|root| all[root].1.thread.clone());
    let found = &mut all[at].1;
    (found.parent, found.handed) = (meant.or(root), meant.is_some());
    if found.handed {
        found.thread = thread;
    }
}

/// Callers before callees, also those of other threads; else as they are.
fn in_order(found: Vec<Found>) -> Vec<Found> {
    if found.iter().enumerate().all(|(at, own)| own.parent.is_none_or(|parent| parent < at)) {
        return found;
    }
    let mut place: Vec<Option<usize>> = vec![None; found.len()];
    let mut order: Vec<usize> = Vec::with_capacity(found.len());
    for at in 0..found.len() {
        let above = core::iter::successors(Some(at), |at| found[*at].parent);
        let chain: Vec<usize> = above.take_while(|at| place[*at].is_none()).collect();
        for at in chain.into_iter().rev() {
            place[at] = Some(order.len());
            order.push(at);
        }
    }
    let mut found: Vec<Option<Found>> = found.into_iter().map(Some).collect();
    let mut take = |at: usize| {
        let mut own = found[at].take()?;
        own.parent = own.parent.and_then(|parent| place[parent]);
        Some(own)
    };
    order.into_iter().filter_map(&mut take).collect()
}

/// Callers before callees.
fn one_record(record: &super::super::thread::Record, epoch: u64) -> Vec<Read> {
    let mut nodes: Vec<Read> = record.tree.nodes().map(|node| (node, read(node, epoch))).collect();
    nodes.reverse();
    // Roots have no site.
    for (node, found) in nodes.iter_mut().filter(|(_, found)| found.site.is_none()) {
        found.thread = record.roots.name_of(*node).map(|name| name.to_string());
    }
    nodes
}

/// One node; empty if it is of another epoch, and only stands above some of this one.
fn read(node: &'static Node, epoch: u64) -> Found {
    let mut found = Found {
        site: node.site(),
        parent: None,
        folded: node.folded,
        caller: node.caller(),
        thread: None,
        handed: false,
        calls: 0,
        primitive: 0,
        entries: 0,
        total: 0,
        open: 0,
        beyond: 0,
        memory: None,
    };
    if node.is_of(epoch) {
        (found.total, found.open) = node.until_now();
        found.calls = load!(node.calls);
        found.primitive = load!(node.primitive);
        found.beyond = load!(node.beyond);
        found.memory = node.memory().and_then(MemorySums::read);
        let is_async = found.site.is_some_and(|site| site.kind == Kind::Async);
        found.entries = if is_async { load!(node.polls) } else { found.calls };
    }
    found
}
