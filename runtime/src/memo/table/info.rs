//! What a table counts.

use super::Table;
use super::counts::Counts;
use crate::clock::scale;
use crate::memo::grace::hits_of;
use crate::memo::kind::Kind;

/// What a memoized function has done since the program began, or since [`reset`](crate::reset).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct MemoInfo {
    /// Calls that found their value.
    pub hits: u64,
    /// Calls that ran the body.
    pub misses: u64,
    /// Calls that waited for another call's run of the body.
    pub waits: u64,
    /// Values that went to make room.
    pub evictions: u64,
    /// Values that were found too old.
    pub expired: u64,
    /// Values that are kept now.
    pub entries: u64,
    /// The memory of the table and its entries, and the weights that were declared, in bytes.
    pub bytes: u64,
    /// What the hits would have taken, in nanoseconds: hits times the mean of the bodies that were timed.
    pub saved_ns: u64,
}

impl MemoInfo {
    /// Of all calls, the part that found their value; 0 without calls.
    #[must_use]
    pub fn hit_ratio(&self) -> f64 {
        let calls = self.hits + self.misses;
        if calls == 0 { 0.0 } else { self.hits as f64 / calls as f64 }
    }

    pub(super) fn of(hits: u64, counts: &Counts) -> MemoInfo {
        let mean = if counts.timed == 0 { 0.0 } else { counts.ticks as f64 / counts.timed as f64 };
        MemoInfo {
            hits,
            misses: counts.misses,
            waits: counts.waits,
            evictions: counts.evictions,
            expired: counts.expired,
            entries: counts.entries,
            bytes: counts.bytes,
            saved_ns: if mean > 0.0 { scale().ns_f64(mean * hits as f64).round() as u64 } else { 0 },
        }
    }

    /// Of two tables together.
    pub(in crate::memo) fn plus(self, other: MemoInfo) -> MemoInfo {
        MemoInfo {
            hits: self.hits + other.hits,
            misses: self.misses + other.misses,
            waits: self.waits + other.waits,
            evictions: self.evictions + other.evictions,
            expired: self.expired + other.expired,
            entries: self.entries + other.entries,
            bytes: self.bytes + other.bytes,
            saved_ns: self.saved_ns + other.saved_ns,
        }
    }
}

impl<K, V, P: Kind> Table<K, V, P> {
    /// What the table has counted.
    pub fn info(&self) -> MemoInfo {
        self.base.since(hits_of(self.number), &self.counts())
    }

    /// Counts anew from here on.
    pub(in crate::memo) fn reset(&self) {
        self.base.begin(hits_of(self.number), &self.counts());
    }

    fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for shard in &self.shards {
            let mut state = shard.lock();
            state.size_up();
            sum = sum.plus(&state.counts);
        }
        sum.bytes += (size_of::<Self>() + size_of_val(&*self.shards)) as u64;
        sum
    }
}
