//! What a table counts.

use super::Table;
use crate::clock::scale;
use crate::memo::grace::hits_of;
use crate::memo::kind::{Kind, Order};

/// What a memoized function has done so far.
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
}

impl<K, V, P: Kind> Table<K, V, P> {
    /// What the table has counted.
    pub fn info(&self) -> MemoInfo {
        let mut info = MemoInfo { hits: hits_of(self.number), ..MemoInfo::default() };
        let (mut timed, mut ticks) = (0, 0);
        info.bytes = (size_of::<Self>() + size_of_val(&*self.shards)) as u64;
        for shard in &self.shards {
            let state = shard.lock();
            info.misses += state.counts.misses;
            info.waits += state.counts.waits;
            info.evictions += state.counts.evictions;
            info.expired += state.counts.expired;
            info.entries += state.len as u64;
            info.bytes += (state.slab.bytes() + state.words.bytes()) as u64 + state.order.weight();
            timed += state.counts.timed;
            ticks += state.counts.ticks;
        }
        if timed > 0 {
            info.saved_ns = scale().ns_f64(ticks as f64 / timed as f64 * info.hits as f64).round() as u64;
        }
        info
    }
}
