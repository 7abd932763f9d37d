//! Which functions share their name with others.

use super::data::Report;
use crate::hash::Map;

/// A name, and where it stands.
pub(super) type Place<'a> = (&'a str, &'a str, u32);

/// The names of a report's functions: for each its place, or nothing if it has several.
pub(super) struct Names<'a> {
    places: Map<&'a str, Option<(&'a str, u32)>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(report: &'a Report) -> Names<'a> {
        let functions = report.functions.iter().map(|f| (f.name.as_str(), (f.file, f.line)));
        let nodes = report.tree.iter().map(|n| (n.function.as_str(), (n.file, n.line)));
        let mut places = Map::default();
        for (name, place) in functions.chain(nodes) {
            let known = places.entry(name).or_insert(Some(place));
            *known = known.filter(|known| *known == place);
        }
        Names { places }
    }

    pub(super) fn is_shared(&self, name: &str) -> bool {
        self.places.get(name) == Some(&None)
    }
}
