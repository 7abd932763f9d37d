//! What tables count together that live in objects or in threads.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::counts::Counts;
use super::epoch::Base;
use super::info::MemoInfo;
use super::{hits_of, next_number};

/// The sums over many tables, of which some are gone.
#[derive(Debug)]
pub(in crate::memo) struct Tally {
    counts: Line,
    base: Base,
    hits: Mutex<Hits>,
}

/// Threads count the hits of each table by its number.
#[derive(Debug)]
struct Hits {
    /// Of tables that are no more.
    gone: u64,
    /// What the counters of the tables that are there said when they were taken.
    begun: BTreeMap<usize, u64>,
}

/// Numbers whose tables are gone.
static FREE: Mutex<Vec<usize>> = Mutex::new(Vec::new());

fn free() -> MutexGuard<'static, Vec<usize>> {
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// On a cache line of their own: beside them lies what hits read.
#[derive(Debug)]
#[repr(align(64))]
struct Line([AtomicU64; Counts::FIELDS]);

impl Tally {
    pub(in crate::memo) const fn new() -> Tally {
        Tally {
            counts: Line([const { AtomicU64::new(0) }; Counts::FIELDS]),
            base: Base::new(),
            hits: Mutex::new(Hits::NONE),
        }
    }

    /// A shard that counted this before counts that now.
    pub(super) fn change(&self, before: &Counts, now: &Counts) {
        for ((sum, before), now) in self.counts.0.iter().zip(before.fields()).zip(now.fields()) {
            if before != now {
                sum.fetch_add(now.wrapping_sub(before), Relaxed);
            }
        }
    }

    /// A table's number, and what its counter says already.
    pub(super) fn join(&self) -> (usize, u64) {
        let again = free().pop();
        let number = again.unwrap_or_else(next_number);
        let hits = hits_of(number);
        self.hits().begun.insert(number, hits);
        (number, hits)
    }

    /// The table of that number is no more.
    pub(super) fn leave(&self, number: usize) {
        let hits = hits_of(number);
        let mut all = self.hits();
        let begun = all.begun.remove(&number).unwrap_or(hits);
        all.gone += hits - begun;
        drop(all);
        free().push(number);
    }

    fn hits(&self) -> MutexGuard<'_, Hits> {
        self.hits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::memo) fn info(&self) -> MemoInfo {
        self.base.since(self.hits().sum(), &self.sums())
    }

    /// Counts anew from here on.
    pub(in crate::memo) fn reset(&self) {
        self.base.begin(self.hits().sum(), &self.sums());
    }

    fn sums(&self) -> Counts {
        Counts::of_fields(core::array::from_fn(|field| self.counts.0[field].load(Relaxed)))
    }
}

impl Hits {
    const NONE: Hits = Hits { gone: 0, begun: BTreeMap::new() };

    fn sum(&self) -> u64 {
        self.gone + self.begun.iter().map(|(number, begun)| hits_of(*number) - begun).sum::<u64>()
    }
}
