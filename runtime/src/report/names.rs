//! Which functions share their name with others.

use super::data::{Function, Node};
use crate::hash::{Map, map_for};

/// A name, and where it stands.
pub(super) type Place<'a> = (&'a str, &'a str, u32);

/// The names that functions at several places have.
pub(super) struct Names<'a> {
    shared: Map<&'a str, ()>,
}

impl<'a> Names<'a> {
    pub(super) fn of(functions: impl IntoIterator<Item = &'a Function>, tree: &'a [Node]) -> Names<'a> {
        let functions = functions.into_iter().map(|f| (f.name.as_str(), (f.file, f.line)));
        let nodes = tree.iter().map(|n| (n.function.as_str(), (n.file, n.line)));
        let mut places = map_for(tree.len());
        let mut shared = Map::default();
        for (name, place) in functions.chain(nodes) {
            if *places.entry(name).or_insert(place) != place {
                shared.insert(name, ());
            }
        }
        Names { shared }
    }

    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.shared.contains_key(name)
    }
}
