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

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        enum Here {}
        Site::new::<Here>().in_flight()
    }

    #[test]
    fn the_peak_is_the_most_that_overlapped() {
        let site = site();
        let (mut open, mut most, mut random) = (0, 0, 0x9E37_79B9_u64);
        for _ in 0..200 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if random % 5 < 3 || open == 0 {
                join(&site, 7);
                open += 1;
            } else {
                leave(&site, 7);
                open -= 1;
            }
            most = most.max(open);
            assert_eq!(peak(&site, 7), most);
        }
    }

    #[test]
    fn a_newer_epoch_starts_from_zero() {
        let site = site();
        join(&site, 2);
        join(&site, 2);
        join(&site, 3);
        assert_eq!([peak(&site, 2), peak(&site, 3)], [0, 1]);
        // Calls of the epoch before are in neither count, whether they end or still begin.
        leave(&site, 2);
        join(&site, 2);
        leave(&site, 2);
        join(&site, 3);
        assert_eq!(peak(&site, 3), 2);
        leave(&site, 3);
        leave(&site, 3);
        join(&site, 3);
        assert_eq!([peak(&site, 3), peak(&site, 4)], [2, 0]);
    }

    #[test]
    fn threads_meet_in_one_count() {
        const THREADS: usize = 4;
        let site = site();
        let all_in = std::sync::Barrier::new(THREADS);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    join(&site, 2);
                    all_in.wait();
                    leave(&site, 2);
                });
            }
        });
        assert_eq!(peak(&site, 2), THREADS as u64);
        assert_eq!(site.flying.load(Relaxed) & COUNT, 0);
    }
}
