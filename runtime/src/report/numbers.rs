//! Functions by number: one that was compiled twice is one.

use crate::hash::{Map, map_for};
use crate::site::Site;

/// A function, told from others of its name by its place.
pub(super) type Identity = (&'static str, &'static str, u32);

pub(super) fn identity(site: &'static Site) -> Identity {
    (site.name(), site.place.file(), site.place.line())
}

/// The functions in the order in which they were asked for. A text is hashed once for each site.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    by_site: Map<*const Site, usize>,
    by_identity: Map<Identity, usize>,
    pub(super) identities: Vec<Identity>,
}

impl Numbers {
    /// With room for so many.
    pub(super) fn for_sites(sites: usize) -> Numbers {
        Numbers { by_site: map_for(sites), by_identity: map_for(sites), identities: Vec::with_capacity(sites) }
    }

    pub(super) fn of(&mut self, site: &'static Site) -> usize {
        *self.by_site.entry(site).or_insert_with(|| {
            let identity = identity(site);
            *self.by_identity.entry(identity).or_insert_with(|| {
                self.identities.push(identity);
                self.identities.len() - 1
            })
        })
    }
}
