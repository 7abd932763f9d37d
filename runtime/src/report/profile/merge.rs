//! One tree for all threads of a name, and functions by their number.

use super::{Identity, identity};
use crate::hash::Map;
use crate::record::memory::Spent;
use crate::record::tree::read::Found;
use crate::site::Site;

/// A function under one chain of callers, in all threads of a name, in ticks. Callers stand before callees.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The function's number; none of a root.
    pub(super) function: Option<usize>,
    pub(super) parent: Option<usize>,
    /// The caller's number, where there is one: that of the parent, but for folded places.
    pub(super) caller: Option<usize>,
    pub(super) folded: bool,
    pub(super) thread: String,
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

/// The functions in the order of their first appearance, and the places.
pub(super) fn merged(found: Vec<Found>) -> (Vec<Identity>, Vec<Place>) {
    let mut numbers = Numbers::default();
    let mut known: Map<Key, usize> = Map::default();
    let mut places: Vec<Place> = Vec::new();
    let mut place_of: Vec<Option<usize>> = Vec::with_capacity(found.len());
    for node in found {
        if node.site.is_some_and(|site| site.hidden) {
            place_of.push(None);
            continue;
        }
        let parent = node.parent.and_then(|parent| place_of[parent]);
        let function = node.site.map(|site| numbers.of(site));
        let caller = if node.folded {
            node.caller.map(|site| numbers.of(site))
        } else {
            parent.and_then(|parent| places[parent].function)
        };
        let thread = if parent.is_none() { node.thread.clone() } else { None };
        let at = *known.entry((parent, function, caller, node.folded, thread)).or_insert_with(|| {
            let thread = parent.map_or_else(|| node.thread.clone().unwrap_or_default(), |at| places[at].thread.clone());
            places.push(Place { function, parent, caller, folded: node.folded, thread, ..Place::default() });
            places.len() - 1
        });
        places[at].add(&node);
        place_of.push(Some(at));
    }
    (numbers.identities, places)
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

/// Functions by number: one that was compiled twice is one.
#[derive(Default)]
struct Numbers {
    by_site: Map<*const Site, usize>,
    by_identity: Map<Identity, usize>,
    identities: Vec<Identity>,
}

impl Numbers {
    fn of(&mut self, site: &'static Site) -> usize {
        *self.by_site.entry(site).or_insert_with(|| {
            let identity = identity(site);
            *self.by_identity.entry(identity).or_insert_with(|| {
                self.identities.push(identity);
                self.identities.len() - 1
            })
        })
    }
}
