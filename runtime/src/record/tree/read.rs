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
    /// The name of the threads, of a root.
    pub(crate) thread: Option<String>,
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
    records().flat_map(|record| one_record(record, epoch)).fold(Vec::new(), |mut all, mut nodes| {
        let before = all.len();
        for node in &mut nodes {
            node.parent = node.parent.map(|parent| parent + before);
        }
        all.append(&mut nodes);
        all
    })
}

fn one_record(record: &super::super::thread::Record, epoch: u64) -> Option<Vec<Found>> {
    let mut nodes: Vec<(&'static Node, Found)> = record.tree.nodes().map(|node| (node, read(node, epoch))).collect();
    nodes.reverse();
    let places: Map<*const Node, usize> =
        nodes.iter().enumerate().map(|(place, (node, _))| (core::ptr::from_ref(*node), place)).collect();
    let with_parents = nodes.into_iter().map(|(node, mut found)| {
        found.parent = places.get(&node.parent).copied();
        found.thread = record.roots.name_of(node).map(|name| name.to_string());
        found
    });
    let nodes: Vec<Found> = with_parents.collect();
    (nodes.len() > 1).then_some(nodes)
}

/// One node; empty if it is of another epoch, and only stands above some of this one.
fn read(node: &'static Node, epoch: u64) -> Found {
    let mut found = Found {
        site: node.site(),
        parent: None,
        folded: node.folded,
        caller: node.caller(),
        thread: None,
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
