// unsafe: reads the ages of entries that are in the order.
//! A table whose entries grow old; with a limit or without.

use core::ptr::NonNull;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::frequency::{Frequency, Rank, Ranked};
use super::setup::{NEVER, unlimited_shards};
use super::{Kind, Limited, Order, Out, Setup, Visit};
use crate::memo::store::Head;

/// With each entry that comes in, so many others are looked at whether they are too old.
const SWEPT: usize = 2;

/// A table with times.
#[derive(Debug)]
pub enum Expiring {}

impl Kind for Expiring {
    type Stamp = Age;
    type Order = Ages;
    const SERVES_OLD: bool = true;
}

impl Limited for Expiring {}

/// When an entry was written and last read.
#[derive(Debug)]
pub struct Age {
    rank: Rank,
    written: u64,
    read: AtomicU64,
}

impl Ranked for Age {
    fn rank(&self) -> &Rank {
        &self.rank
    }
}

impl Age {
    /// What may be done with the entry at this time.
    #[inline(always)]
    fn at(&self, now: u64, setup: &Setup) -> Visit {
        let age = now.saturating_sub(self.written);
        if setup.idle != NEVER && now.saturating_sub(self.read.load(Relaxed)) >= setup.idle {
            Visit::Expired
        } else if age < setup.ttl.min(setup.refresh) {
            Visit::Fresh
        } else if age < setup.ttl || age - setup.ttl < setup.stale {
            Visit::Due
        } else {
            Visit::Expired
        }
    }
}

/// The order of a shard of a table with times.
#[derive(Debug)]
pub struct Ages {
    frequency: Frequency<Age>,
    setup: Setup,
    hand: usize,
}

impl Order<Age> for Ages {
    fn new(setup: &Setup, shard: usize, shards: usize) -> Ages {
        Ages { frequency: Frequency::new(setup, shard, shards), setup: *setup, hand: 0 }
    }

    fn shards(setup: &Setup) -> usize {
        if setup.is_limited() { setup.limited_shards() } else { unlimited_shards() }
    }

    fn stamp(setup: &Setup, weight: u64) -> Age {
        let now = setup.clock.now();
        Age { rank: Rank::of(weight), written: now, read: AtomicU64::new(now) }
    }

    fn aged(stamp: Age, age: u64) -> Option<Age> {
        let written = stamp.written.checked_sub(age)?;
        Some(Age { written, ..stamp })
    }

    #[inline(always)]
    fn visit(stamp: &Age, setup: &Setup) -> Visit {
        let now = setup.clock.now();
        if now.saturating_sub(stamp.written) < setup.young {
            stamp.rank.count_use();
            return Visit::Fresh;
        }
        let visit = stamp.at(now, setup);
        if visit != Visit::Expired {
            stamp.rank.count_use();
            if setup.idle != NEVER && stamp.read.load(Relaxed) != now {
                stamp.read.store(now, Relaxed);
            }
        }
        visit
    }

    #[inline(always)]
    fn foresee(&self, hash: u64) {
        self.frequency.foresee(hash);
    }

    fn admit(&mut self, entry: NonNull<Head<Age>>, old: Option<NonNull<Head<Age>>>, out: &mut Out<Age>) {
        let now = self.setup.clock.now();
        for _ in 0..SWEPT {
            let Some(swept) = self.frequency.sweep(&mut self.hand) else { break };
            // SAFETY: an entry in the order is alive.
            let is_over = unsafe { swept.as_ref() }.stamp.at(now, &self.setup) == Visit::Expired;
            if is_over && Some(swept) != old {
                self.frequency.remove(swept);
                out.expired.push(swept);
            }
        }
        self.frequency.admit(entry, old, out);
    }

    fn remove(&mut self, entry: NonNull<Head<Age>>) {
        self.frequency.remove(entry);
    }

    fn clear(&mut self) {
        self.frequency.clear();
    }

    fn weight(&self) -> u64 {
        self.frequency.weight()
    }

    #[inline]
    fn is_much(&self, entries: usize, weight: u64) -> bool {
        self.frequency.is_much(entries, weight)
    }

    fn weight_of(stamp: &Age) -> u64 {
        stamp.rank.weight()
    }
}
