//! What tables count together that live in objects or in threads.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::counts::Counts;
use super::info::MemoInfo;

/// The sums over many tables, of which some are gone.
#[derive(Debug)]
pub(in crate::memo) struct Tally {
    counts: [AtomicU64; Counts::FIELDS],
}

impl Tally {
    pub(in crate::memo) const fn new() -> Tally {
        Tally { counts: [const { AtomicU64::new(0) }; Counts::FIELDS] }
    }

    /// A shard that counted this before counts that now.
    pub(super) fn change(&self, before: &Counts, now: &Counts) {
        for ((sum, before), now) in self.counts.iter().zip(before.fields()).zip(now.fields()) {
            if before != now {
                sum.fetch_add(now.wrapping_sub(before), Relaxed);
            }
        }
    }

    pub(in crate::memo) fn info(&self, hits: u64) -> MemoInfo {
        MemoInfo::of(hits, &Counts::of_fields(core::array::from_fn(|field| self.counts[field].load(Relaxed))))
    }
}
