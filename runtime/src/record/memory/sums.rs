//! What many calls asked the allocator for.

use core::sync::atomic::AtomicU64;

use super::Spent;
use crate::record::cell::{bump, load, store};

/// The sums of a node's calls. One thread writes, any may read; all zero bytes are an empty one.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct MemorySums {
    /// Calls that ended, or polls.
    count: AtomicU64,
    alloc_bytes: AtomicU64,
    alloc_count: AtomicU64,
    free_bytes: AtomicU64,
    free_count: AtomicU64,
    self_bytes: AtomicU64,
    /// The most of any call.
    peak: AtomicU64,
}

impl MemorySums {
    /// Adds a call. One that is not `outermost` is inside another call of the same function, which brings it all but for
    /// what was its own.
    pub(crate) fn add(&self, spent: &Spent, outermost: bool) {
        bump!(self.count, 1);
        if outermost {
            bump!(self.alloc_bytes, spent.alloc_bytes);
            bump!(self.alloc_count, spent.alloc_count);
            bump!(self.free_bytes, spent.free_bytes);
            bump!(self.free_count, spent.free_count);
        }
        bump!(self.self_bytes, spent.self_bytes);
        store!(self.peak, load!(self.peak).max(spent.peak));
    }

    /// The sums; none where no call ended.
    pub(crate) fn read(&self) -> Option<Spent> {
        (load!(self.count) > 0).then(|| Spent {
            alloc_bytes: load!(self.alloc_bytes),
            alloc_count: load!(self.alloc_count),
            free_bytes: load!(self.free_bytes),
            free_count: load!(self.free_count),
            self_bytes: load!(self.self_bytes),
            peak: load!(self.peak),
        })
    }

    /// Forgets the calls of an earlier epoch.
    pub(crate) fn clear(&self) {
        let bytes = [&self.alloc_bytes, &self.free_bytes, &self.self_bytes, &self.peak];
        for sum in bytes.into_iter().chain([&self.count, &self.alloc_count, &self.free_count]) {
            store!(*sum, 0);
        }
    }
}

impl Spent {
    /// Adds what other calls of the same function spent. Those of which not all is `outermost` are inside some whose sums
    /// are in already.
    pub(crate) fn merge(&mut self, other: &Spent, outermost: bool) {
        if outermost {
            self.alloc_bytes += other.alloc_bytes;
            self.alloc_count += other.alloc_count;
            self.free_bytes += other.free_bytes;
            self.free_count += other.free_count;
        }
        self.self_bytes += other.self_bytes;
        self.peak = self.peak.max(other.peak);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_summed_up_and_the_highest_peak_is_kept() {
        let sums = MemorySums {
            count: AtomicU64::new(0),
            alloc_bytes: AtomicU64::new(0),
            alloc_count: AtomicU64::new(0),
            free_bytes: AtomicU64::new(0),
            free_count: AtomicU64::new(0),
            self_bytes: AtomicU64::new(0),
            peak: AtomicU64::new(0),
        };
        assert_eq!(sums.read(), None);
        let outer = Spent { alloc_bytes: 30, alloc_count: 3, free_bytes: 5, free_count: 2, self_bytes: 10, peak: 9 };
        let inner = Spent { alloc_bytes: 20, alloc_count: 2, free_bytes: 0, free_count: 0, self_bytes: 20, peak: 11 };
        sums.add(&inner, false);
        sums.add(&outer, true);
        let both = Spent { self_bytes: 30, peak: 11, ..outer };
        assert_eq!(sums.read(), Some(both));
        sums.clear();
        assert_eq!(sums.read(), None);
        let mut merged = Spent::default();
        merged.merge(&inner, false);
        merged.merge(&outer, true);
        assert_eq!(merged, both);
    }
}
