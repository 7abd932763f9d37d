//! All call sites that were ever called, and their ids.

use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::list::{prepend, walk};
use crate::site::Site;

/// The newest site, and the number of ids that were given out. Ids start at 1; 0 is no site.
static SITES: AtomicPtr<Site> = AtomicPtr::new(null_mut());
static IDS: AtomicU64 = AtomicU64::new(1);

/// The id of a site, which gets one at its first call in the process.
pub(super) fn register(site: &'static Site) -> u64 {
    let known = site.id.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    let id = IDS.fetch_add(1, Ordering::Relaxed);
    match site.id.compare_exchange(0, id, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => {
            prepend(&SITES, &site.next, site);
            id
        }
        Err(earlier) => earlier,
    }
}

/// All sites that were ever called, the newest first.
pub(crate) fn sites() -> impl Iterator<Item = &'static Site> {
    walk(&SITES, |site| &site.next)
}
