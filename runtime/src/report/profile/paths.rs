//! Self times, net times and primitive calls, from totals and the shape of the tree.

use core::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

use super::merge::Place;
use super::{Columns, Cost, Profile};
use crate::clock::Scale;
use crate::report::data::Node;

/// Shares the ticks of each function among its places, by how often they were entered.
pub(super) fn share_ticks(places: &mut [Place], ticks: &[u64]) {
    let mut entries = vec![0; ticks.len()];
    for place in places.iter() {
        if let Some(function) = place.function {
            entries[function] += place.entries;
        }
    }
    for place in places.iter_mut().filter(|place| place.entries > 0) {
        if let Some(function) = place.function {
            place.ticks = ticks[function] as f64 * place.entries as f64 / entries[function] as f64;
        }
    }
}

/// Sums up what lies below each place, and what the instrument took of its self time.
pub(super) fn settle(places: &mut [Place], cost: Cost) {
    let roots = places.iter().enumerate().filter(|(_, place)| place.parent.is_none() && place.function.is_none());
    let roots: HashMap<Rc<str>, usize> = roots.map(|(at, root)| (Rc::clone(&root.thread), at)).collect();
    for at in (0..places.len()).rev() {
        let Place { parent, total, entries, marked, folded, .. } = places[at];
        if let Some(parent) = parent.filter(|_| !folded) {
            // What ran elsewhere is no part of the caller's time, but all of it that of the other thread.
            let own = if places[at].handed { roots.get(&places[at].thread).copied() } else { Some(parent) };
            if let Some(parent) = own {
                places[parent].below += total;
                places[parent].entries_below += entries;
                places[parent].marked_below += marked;
            }
        }
        places[at].below += places[at].beyond;
    }
    for place in places.iter_mut() {
        let taken = cost.of(place.entries, place.entries_below, place.marked_below);
        place.net_self = place.self_ticks() as f64 - taken - place.ticks * cost.tick;
    }
    nearest_callers(places);
}

/// A call is primitive where no caller above it is the same function. Folded places counted theirs.
fn nearest_callers(places: &mut [Place]) {
    for at in 0..places.len() {
        // Folded places kept apart what is not below the same function.
        places[at].outermost = places[at].folded || !is_below_itself(places, at);
        if !places[at].folded && places[at].outermost {
            places[at].primitive = places[at].calls;
        }
    }
}

fn is_below_itself(places: &[Place], at: usize) -> bool {
    let mut above = places[at].parent;
    while let Some(place) = above.map(|above| &places[above]) {
        if place.function == places[at].function {
            return true;
        }
        above = place.parent;
    }
    false
}

impl Place {
    /// Of a folded place only the sums over all of a function mean something.
    pub(super) fn self_ticks(&self) -> u64 {
        self.total.saturating_sub(self.below)
    }
}

/// What the folded places of a function add up to.
#[derive(Clone, Copy, Default)]
struct Folded {
    calls: u64,
    primitive: u64,
    entries: u64,
    total: u64,
    /// Made by this function: in folded places, and how often the instrument was at work for it.
    made: u64,
    made_entries: u64,
    made_marked: u64,
    ticks: f64,
    /// The part of `made` that places of the tree made.
    beyond: u64,
    self_bytes: Option<u64>,
}

impl Folded {
    fn of_all<'a>(places: impl Iterator<Item = &'a Place>, functions: usize) -> Vec<Folded> {
        let mut all = vec![Folded::default(); functions];
        for place in places {
            let Some(function) = place.function else { continue };
            all[function].beyond += place.beyond;
            if place.folded {
                let folded = &mut all[function];
                folded.calls += place.calls;
                folded.primitive += place.primitive;
                folded.entries += place.entries;
                folded.total += place.total;
                folded.ticks += place.ticks;
                if let Some(spent) = place.memory {
                    *folded.self_bytes.get_or_insert_default() += spent.self_bytes;
                }
                if let Some(caller) = place.caller {
                    all[caller].made += place.total;
                    all[caller].made_entries += place.entries;
                    all[caller].made_marked += place.marked;
                }
            }
        }
        all
    }

    /// The self time in calls that were folded.
    fn self_ticks(&self) -> u64 {
        self.total.saturating_sub(self.made.saturating_sub(self.beyond))
    }

    fn net_self(&self, cost: Cost) -> f64 {
        self.self_ticks() as f64 - cost.of(self.entries, self.made_entries, self.made_marked) - self.ticks * cost.tick
    }
}

/// The columns of every function: sums over its places.
pub(super) fn columns(places: &[Place], functions: usize, cost: Cost) -> Vec<Columns> {
    let folded = Folded::of_all(places.iter(), functions);
    let mut columns: Vec<Columns> = folded
        .iter()
        .map(|folded| Columns {
            primitive_calls: folded.primitive,
            self_ticks: folded.self_ticks(),
            net_self_ticks: if folded.calls > 0 || folded.made_entries > 0 { folded.net_self(cost) } else { 0.0 },
            open_ticks: 0,
            memory: None,
        })
        .collect();
    for place in places {
        if let Some((function, spent)) = place.function.zip(place.memory.as_ref()) {
            columns[function].memory.get_or_insert_default().merge(spent, place.outermost);
        }
    }
    for place in places.iter().filter(|place| !place.folded) {
        let Some(function) = place.function else { continue };
        let columns = &mut columns[function];
        columns.primitive_calls += place.primitive;
        columns.self_ticks += place.self_ticks();
        columns.net_self_ticks += place.net_self;
        if place.primitive > 0 {
            columns.open_ticks += place.open;
        }
    }
    columns
}

/// The tree for readers. What was folded stands below one node at its root: the functions, and no longer their chains.
pub(super) fn nodes(profile: &Profile, scale: Scale) -> Vec<Node> {
    let places = &profile.places;
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
    let mut roots = Vec::new();
    for (at, place) in places.iter().enumerate().filter(|(_, place)| !place.folded) {
        match place.parent {
            Some(parent) => below[parent].push(at),
            None => roots.push(at),
        }
    }
    below.iter_mut().for_each(|kids| kids.sort_by_key(|kid| Reverse(places[*kid].total)));
    roots.sort_by_key(|root| Reverse(places[*root].below));
    let mut nodes = Vec::with_capacity(places.len());
    for root in roots {
        for kid in below[root].clone() {
            branch(profile, scale, &below, kid, &mut nodes);
        }
        fold(profile, scale, root, &mut nodes);
    }
    nodes
}

/// A node and all below it. The stack holds places that are still to come, and their callers' ids.
fn branch(profile: &Profile, scale: Scale, below: &[Vec<usize>], top: usize, nodes: &mut Vec<Node>) {
    let mut stack = vec![(top, None)];
    while let Some((at, parent)) = stack.pop() {
        let place = &profile.places[at];
        let Some(function) = place.function else { continue };
        let (name, file, line) = profile.numbers.identities[function];
        let id = nodes.len();
        nodes.push(Node {
            id,
            parent,
            function: name.to_owned(),
            file,
            line,
            calls: place.calls,
            primitive_calls: place.primitive,
            total_ns: scale.ns(place.total),
            self_ns: scale.ns(place.self_ticks()),
            net_self_ns: scale.ns_f64(place.net_self.max(0.0)).round() as u64,
            alloc_bytes: place.memory.map(|spent| spent.alloc_bytes),
            self_alloc_bytes: place.memory.map(|spent| spent.self_bytes),
            thread: place.thread.to_string(),
            ..Node::default()
        });
        stack.extend(below[at].iter().rev().map(|kid| (*kid, Some(id))));
    }
}

/// What the threads of this root folded.
fn fold(profile: &Profile, scale: Scale, root: usize, nodes: &mut Vec<Node>) {
    let thread = &profile.places[root].thread;
    let own = || profile.places.iter().filter(|place| place.thread == *thread);
    if !own().any(|place| place.folded) {
        return;
    }
    let mut folded: Vec<(usize, Folded)> =
        Folded::of_all(own(), profile.columns.len()).into_iter().enumerate().collect();
    folded.retain(|(_, folded)| folded.calls > 0);
    folded.sort_by_key(|(_, folded)| Reverse(folded.self_ticks()));
    let id = nodes.len();
    let total = folded.iter().map(|(_, folded)| folded.self_ticks()).sum();
    nodes.push(Node {
        id,
        function: "(folded)".into(),
        total_ns: scale.ns(total),
        thread: thread.to_string(),
        ..Node::default()
    });
    for (function, folded) in folded {
        let (name, file, line) = profile.numbers.identities[function];
        nodes.push(Node {
            id: nodes.len(),
            parent: Some(id),
            function: name.to_owned(),
            file,
            line,
            calls: folded.calls,
            primitive_calls: folded.primitive,
            total_ns: scale.ns(folded.self_ticks()),
            self_ns: scale.ns(folded.self_ticks()),
            net_self_ns: scale.ns_f64(folded.net_self(profile.cost).max(0.0)).round() as u64,
            alloc_bytes: folded.self_bytes,
            self_alloc_bytes: folded.self_bytes,
            thread: thread.to_string(),
            ..Node::default()
        });
    }
}
