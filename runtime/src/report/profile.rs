//! What the call trees of all threads say: self times, callers and callees, one tree a thread name.
//!
//! A node's self time is its own without that of the nodes below. The instrument's cost is charged where it lies: what
//! a call costs between its two clock reads, to the function; what it costs before and after them, to the caller.

mod merge;
mod paths;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use self::merge::{Place, merged};
use super::data::{Edge, Node};
use super::numbers::{Identity, Numbers};
use crate::clock::Scale;
use crate::hash::{Map, map_for};
use crate::record::memory::Spent;
use crate::record::tree::read::Found;

/// What one recorded call costs, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cost {
    /// Between its two clock reads.
    pub(super) inside: f64,
    /// Before the first and after the second.
    pub(super) outside: f64,
    /// More than that, if it is marked for memory.
    pub(super) mark: f64,
    /// One look at the clock between two lines.
    pub(super) tick: f64,
}

impl Cost {
    pub(super) fn whole(self) -> f64 {
        self.inside + self.outside
    }

    /// What was taken of the time of a function that was called so often, and made so many calls, some of them marked.
    fn of(self, calls: u64, made: u64, marked: u64) -> f64 {
        calls as f64 * self.inside + made as f64 * self.outside + marked as f64 * self.mark
    }
}

/// The columns that the tree gives a function, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) primitive_calls: u64,
    pub(super) self_ticks: u64,
    pub(super) net_self_ticks: f64,
    /// The time until now in outermost calls that are open.
    pub(super) open_ticks: u64,
    /// In bytes, of calls that ended.
    pub(super) memory: Option<Spent>,
}

/// Everything that the trees say.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// The functions of the trees, before all others.
    pub(super) numbers: Numbers,
    columns: Vec<Columns>,
    places: Vec<Place>,
    cost: Cost,
}

impl Profile {
    /// Of the nodes that were found, and of how often the line clock of each function was looked at.
    pub(super) fn new(found: Vec<Found>, ticks: &HashMap<Identity, u64>, cost: Cost) -> Profile {
        let mut numbers = Numbers::for_sites(found.len());
        let mut places = merged(found, &mut numbers);
        let functions = &numbers.identities;
        let ticks: Vec<u64> = functions.iter().map(|function| ticks.get(function).copied().unwrap_or(0)).collect();
        paths::share_ticks(&mut places, &ticks);
        paths::settle(&mut places, cost);
        let columns = paths::columns(&places, functions.len(), cost);
        Profile { numbers, columns, places, cost }
    }

    /// The columns of every function in the trees, by its number.
    pub(super) fn into_columns(self) -> Vec<Columns> {
        self.columns
    }

    /// The ticks of the calls that threads began with, by thread name.
    pub(super) fn attributed(&self) -> HashMap<&str, u64> {
        let roots = self.places.iter().filter(|place| place.parent.is_none());
        roots.map(|root| (&*root.thread, root.below)).collect()
    }

    /// Calls that went to folded nodes.
    pub(super) fn folded(&self) -> u64 {
        self.places.iter().filter(|place| place.folded).map(|place| place.calls).sum()
    }

    /// The nodes, callers before callees, the longest first.
    pub(super) fn nodes(&self, scale: Scale) -> Vec<Node> {
        paths::nodes(self, scale)
    }

    /// Callers and callees, over all threads, in the order of first calls.
    pub(super) fn edges(&self, scale: Scale) -> Vec<Edge> {
        let functions = &self.numbers.identities;
        let mut known: Map<(usize, usize), usize> = map_for(self.places.len());
        let mut edges: Vec<Edge> = Vec::with_capacity(self.places.len());
        let mut ticks: Vec<u64> = Vec::new();
        for place in &self.places {
            let Some((caller, callee)) = place.caller.zip(place.function) else { continue };
            let at = *known.entry((caller, callee)).or_insert_with(|| {
                let (caller, callee) = (functions[caller].0.to_owned(), functions[callee].0.to_owned());
                edges.push(Edge { caller, callee, ..Edge::default() });
                ticks.push(0);
                edges.len() - 1
            });
            edges[at].calls += place.calls;
            ticks[at] += place.total;
        }
        edges.iter_mut().zip(ticks).for_each(|(edge, ticks)| edge.total_ns = scale.ns(ticks));
        edges.retain(|edge| edge.calls > 0 || edge.total_ns > 0);
        edges
    }
}

/// What tests compare: name, primitive calls and self ticks by function; caller, callee, calls and ticks by edge.
#[cfg(test)]
pub(crate) struct Books {
    pub(crate) functions: Vec<(&'static str, u64, u64)>,
    pub(crate) edges: Vec<(String, String, u64, u64)>,
}

/// The books of these nodes, in ticks.
#[cfg(test)]
pub(crate) fn books(found: Vec<Found>) -> Books {
    let profile = Profile::new(found, &HashMap::new(), Cost::default());
    let functions = profile.numbers.identities.iter().zip(&profile.columns);
    Books {
        functions: functions.map(|((name, ..), own)| (*name, own.primitive_calls, own.self_ticks)).collect(),
        edges: profile
            .edges(Scale { ns_per_tick: 1.0 })
            .into_iter()
            .map(|edge| (edge.caller, edge.callee, edge.calls, edge.total_ns))
            .collect(),
    }
}
