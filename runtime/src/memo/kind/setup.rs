//! The options of a table.

use core::time::Duration;
use std::sync::OnceLock;

use super::clock::Clock;
use crate::clock::AVAILABLE;
use crate::memo::table::MOST_SHARDS;

/// The options of a table. Times are in nanoseconds; what is not set never comes.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub(in crate::memo) wait: Option<Duration>,
    /// How much is kept: entries, or their weights.
    pub(in crate::memo) limit: u64,
    pub(in crate::memo) is_weighed: bool,
    pub(in crate::memo) ttl: u64,
    pub(in crate::memo) idle: u64,
    pub(in crate::memo) refresh: u64,
    pub(in crate::memo) stale: u64,
    /// An entry of less than this age is fresh, and nothing need be noted of its reads. Follows from the others.
    pub(in crate::memo) young: u64,
    pub(in crate::memo) clock: Clock,
    /// Keeps nothing: every call runs its body.
    pub(in crate::memo) is_off: bool,
}

/// A time that never comes.
pub(in crate::memo) const NEVER: u64 = u64::MAX;

impl Setup {
    pub(in crate::memo) const DEFAULT: Setup = Setup {
        wait: None,
        limit: u64::MAX,
        is_weighed: false,
        ttl: NEVER,
        idle: NEVER,
        refresh: NEVER,
        stale: 0,
        young: 0,
        clock: Clock::Coarse,
        is_off: false,
    };

    /// What one shard of so many keeps.
    pub(super) fn limit_of(&self, shard: usize, shards: usize) -> u64 {
        if !self.is_limited() {
            return u64::MAX;
        }
        let (shard, shards) = (shard as u64, shards as u64);
        self.limit / shards + u64::from(shard < self.limit % shards)
    }

    /// Whether there is a limit.
    pub(super) fn is_limited(&self) -> bool {
        self.limit != u64::MAX
    }

    /// Shards of a table with a limit: each is large enough that chance does not fill one much more than another. Weights
    /// are judged over all entries.
    pub(super) fn limited_shards(&self) -> usize {
        const LEAST: u64 = 512;
        if self.is_weighed {
            return 1;
        }
        let shards = (self.limit / LEAST).clamp(1, unlimited_shards() as u64) as usize;
        if shards.is_power_of_two() { shards } else { shards.next_power_of_two() / 2 }
    }

    /// The clock that is good enough for the shortest time, and times shorter by what it may be behind.
    pub(in crate::memo) fn with_clock(mut self) -> Setup {
        let shortest = self.ttl.min(self.idle).min(self.refresh);
        self.clock = self.clock.for_times_from(shortest);
        // Without a clock nothing may be served that could be too old.
        self.is_off |= !AVAILABLE && shortest != NEVER;
        let behind = self.clock.behind();
        for time in [&mut self.ttl, &mut self.idle, &mut self.refresh] {
            if *time != NEVER {
                *time = time.saturating_sub(behind);
            }
        }
        self.young = if self.idle == NEVER { self.ttl.min(self.refresh) } else { 0 };
        self
    }
}

/// Whether `BEDECK=nomemo` turns all memos off. Asked when a table is made.
pub(in crate::memo) fn are_memos_off() -> bool {
    crate::report::exit::wishes().nomemo
}

/// Four shards for each thread that can run at once, so that two seldom meet in one; no more, since a miss goes faster where the
/// locks and lists of all shards stay in the cache.
pub(super) fn unlimited_shards() -> usize {
    static SHARDS: OnceLock<usize> = OnceLock::new();
    *SHARDS.get_or_init(|| {
        let threads = std::thread::available_parallelism().map_or(4, usize::from);
        (4 * threads).next_power_of_two().min(MOST_SHARDS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_shards_add_up() {
        for limit in [0, 1, 31, 32, 33, 10_000] {
            let setup = Setup { limit, ..Setup::DEFAULT };
            let shards = setup.limited_shards();
            assert_eq!((0..shards).map(|shard| setup.limit_of(shard, shards)).sum::<u64>(), limit);
        }
    }
}
