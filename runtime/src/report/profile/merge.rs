//! One tree for all threads of a name, and functions by their number.

use std::rc::Rc;

use crate::hash::{Map, map_for};
use crate::record::memory::Spent;
use crate::record::tree::read::Found;
use crate::report::numbers::Numbers;

/// A function under one chain of callers, in all threads of a name, in ticks. Callers stand before callees.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The function's number; none of a root.
    pub(super) function: Option<usize>,
    pub(super) parent: Option<usize>,
    /// The caller's number, where there is one: that of the parent, but for folded places.
    pub(super) caller: Option<usize>,
    pub(super) folded: bool,
    pub(super) thread: Rc<str>,
    /// Of another thread than its parent, whose time does not hold its.
    pub(super) handed: bool,
    pub(super) calls: u64,
    pub(super) primitive: u64,
    pub(super) entries: u64,
    /// Those of them that were marked for memory as well.
    pub(super) marked: u64,
    /// Open calls count until now.
    pub(super) total: u64,
    pub(super) open: u64,
    pub(super) beyond: u64,
    /// The ticks of the places below, and how often the instrument was at work for those.
    pub(super) below: u64,
    pub(super) entries_below: u64,
    pub(super) marked_below: u64,
    /// Looks at the line clock.
    pub(super) ticks: f64,
    pub(super) net_self: f64,
    /// No caller above it is the same function.
    pub(super) outermost: bool,
    /// Of a function with `memory`, calls that ended.
    pub(super) memory: Option<Spent>,
}

/// What two nodes have in common that are one place.
type Key = (Option<usize>, Option<usize>, Option<usize>, bool, Option<String>);

/// The places; the functions are numbered in the order of their first appearance.
pub(super) fn merged(found: Vec<Found>, numbers: &mut Numbers) -> Vec<Place> {
    let mut known: Map<Key, usize> = map_for(found.len());
    let mut places: Vec<Place> = Vec::with_capacity(found.len());
    let mut place_of: Vec<Option<usize>> = Vec::with_capacity(found.len());
    for node in found {
        if node.site.is_some_and(|site| site.hidden) {
            place_of.push(None);
            continue;
        }
        let parent = node.parent.and_then(|parent| place_of[parent]);
        // A stand-in, which has no callees any more.
        if node.site.is_none() && node.thread.is_none() {
            place_of.push(parent);
            continue;
        }
        let function = node.site.map(|site| numbers.of(site));
        let caller = if node.folded {
            node.caller.map(|site| numbers.of(site))
        } else {
            parent.and_then(|parent| places[parent].function)
        };
        // Roots have a thread, and what was handed to one.
        let thread = node.thread.clone();
        let at = *known.entry((parent, function, caller, node.folded, thread)).or_insert_with(|| {
            let own = node.thread.as_deref().map(Rc::from);
            let thread = own.or_else(|| Some(Rc::clone(&places[parent?].thread))).unwrap_or_default();
            let (folded, handed) = (node.folded, node.handed);
            places.push(Place { function, parent, caller, folded, thread, handed, ..Place::default() });
            places.len() - 1
        });
        places[at].add(&node);
        place_of.push(Some(at));
    }
    places
}

impl Place {
    fn add(&mut self, node: &Found) {
        self.calls += node.calls;
        self.primitive += node.primitive;
        self.entries += node.entries;
        self.marked += if node.site.is_some_and(|site| site.options.memory) { node.entries } else { 0 };
        self.total += node.total + node.open;
        self.open += node.open;
        self.beyond += node.beyond;
        if let Some(spent) = &node.memory {
            self.memory.get_or_insert_default().merge(spent, true);
        }
    }
}
