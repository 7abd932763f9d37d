//! How many calls of a site are in flight, over all threads, and the most there ever were.
//!
//! Both counters carry their epoch in the upper half, so a reset needs to touch neither: the first call of a newer
//! epoch starts from zero, and a call of an older one that is still open is no longer in the count.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::site::Site;

const COUNT: u64 = (1 << 32) - 1;

/// A call of `epoch` begins.
pub(super) fn join(site: &Site, epoch: u64) {
    let epoch = epoch << 32;
    let joined = change(&site.flying, |word| match (word & !COUNT).cmp(&epoch) {
        core::cmp::Ordering::Less => Some(epoch | 1),
        core::cmp::Ordering::Equal => Some(word + 1),
        core::cmp::Ordering::Greater => None,
    });
    if let Some(word) = joined {
        site.flying_peak.fetch_max(word, Relaxed);
    }
}

/// A call of `epoch` ends.
pub(super) fn leave(site: &Site, epoch: u64) {
    change(&site.flying, |word| (word & !COUNT == epoch << 32).then(|| word - 1));
}

/// The most calls of `site` that were ever in flight at once in `epoch`.
pub(crate) fn peak(site: &Site, epoch: u64) -> u64 {
    let word = site.flying_peak.load(Relaxed);
    if word & !COUNT == epoch << 32 { word & COUNT } else { 0 }
}

/// The new value, unless `next` refused.
fn change(word: &AtomicU64, next: impl Fn(u64) -> Option<u64>) -> Option<u64> {
    let mut now = word.load(Relaxed);
    loop {
        let new = next(now)?;
        match word.compare_exchange_weak(now, new, Relaxed, Relaxed) {
            Ok(_) => return Some(new),
            Err(other) => now = other,
        }
    }
}
