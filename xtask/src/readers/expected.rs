//! What readers have to show, computed from the nodes of the call trees.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Fault;

/// A node of a call tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: Option<usize>,
    pub(super) function: String,
    pub(super) thread: String,
    pub(super) calls: u64,
    pub(super) self_ns: u64,
    pub(super) self_alloc_bytes: Option<u64>,
}

/// The sums of one function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) calls: u64,
    pub(super) self_ns: u64,
    /// What lies below the function counts once, also where it is there twice.
    pub(super) total_ns: u64,
    pub(super) self_alloc_bytes: u64,
}

/// All nodes, each behind its parent.
#[derive(Clone, Debug)]
pub(super) struct Expected(pub(super) Vec<Node>);

impl Expected {
    /// The nodes of a report in JSON.
    pub(super) fn of_json(report: &Value) -> Result<Expected, Fault> {
        let nodes = report["tree"].as_array().ok_or("the JSON report has no `tree`")?;
        let node = |node: &Value| {
            Some(Node {
                parent: node["parent"].as_u64().map(|parent| parent as usize),
                function: node["function"].as_str()?.to_owned(),
                thread: Some(node["thread"].as_str()?)
                    .filter(|name| !name.is_empty())
                    .unwrap_or("(unnamed)")
                    .to_owned(),
                calls: node["calls"].as_u64()?,
                self_ns: node["self_ns"].as_u64()?,
                self_alloc_bytes: node["self_alloc_bytes"].as_u64(),
            })
        };
        let nodes: Option<Vec<Node>> = nodes.iter().map(node).collect();
        Ok(Expected(nodes.ok_or("a node of the JSON report lacks a key")?))
    }

    /// The self times of each thread, added up.
    pub(super) fn threads(&self) -> BTreeMap<String, u64> {
        let mut threads = BTreeMap::new();
        for node in &self.0 {
            *threads.entry(node.thread.clone()).or_default() += node.self_ns;
        }
        threads
    }

    /// The sums of each function, of all threads or of one.
    pub(super) fn functions(&self, thread: Option<&str>) -> BTreeMap<String, Sums> {
        let mut functions: BTreeMap<String, Sums> = BTreeMap::new();
        for node in self.0.iter().filter(|node| thread.is_none_or(|thread| node.thread == thread)) {
            let sums = functions.entry(node.function.clone()).or_default();
            sums.calls += node.calls;
            sums.self_ns += node.self_ns;
            sums.self_alloc_bytes += node.self_alloc_bytes.unwrap_or(0);
            for function in self.chain(node) {
                functions.entry(function.to_owned()).or_default().total_ns += node.self_ns;
            }
        }
        functions
    }

    /// One figure of each function that has any.
    pub(super) fn each(&self, thread: Option<&str>, figure: impl Fn(&Sums) -> u64) -> BTreeMap<String, u64> {
        let figures = self.functions(thread).into_iter().map(|(name, sums)| (name, figure(&sums)));
        figures.filter(|(_, figure)| *figure > 0).collect()
    }

    pub(super) fn has_memory(&self) -> bool {
        self.0.iter().any(|node| node.self_alloc_bytes.is_some())
    }

    /// The functions from a node up to its root, each once.
    fn chain<'a>(&'a self, node: &'a Node) -> BTreeSet<&'a str> {
        let callers = std::iter::successors(Some(node), |node| node.parent.map(|parent| &self.0[parent]));
        callers.map(|node| node.function.as_str()).collect()
    }
}
