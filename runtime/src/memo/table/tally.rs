//! What tables count together that live in objects or in threads.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::counts::Counts;
use super::epoch::Base;
use super::info::MemoInfo;

/// The sums over many tables, of which some are gone.
#[derive(Debug)]
pub(in crate::memo) struct Tally {
    counts: Line,
    base: Base,
}

/// On a cache line of their own: beside them lies what hits read.
#[derive(Debug)]
#[repr(align(64))]
struct Line([AtomicU64; Counts::FIELDS]);

impl Tally {
    pub(in crate::memo) const fn new() -> Tally {
        Tally { counts: Line([const { AtomicU64::new(0) }; Counts::FIELDS]), base: Base::new() }
    }

    /// A shard that counted this before counts that now.
    pub(super) fn change(&self, before: &Counts, now: &Counts) {
        for ((sum, before), now) in self.counts.0.iter().zip(before.fields()).zip(now.fields()) {
            if before != now {
                sum.fetch_add(now.wrapping_sub(before), Relaxed);
            }
        }
    }

    pub(in crate::memo) fn info(&self, hits: u64) -> MemoInfo {
        self.base.since(hits, &self.sums())
    }

    /// Counts anew from here on.
    pub(in crate::memo) fn reset(&self, hits: u64) {
        self.base.begin(hits, &self.sums());
    }

    fn sums(&self) -> Counts {
        Counts::of_fields(core::array::from_fn(|field| self.counts.0[field].load(Relaxed)))
    }
}
