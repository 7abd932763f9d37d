//! A table that keeps so many entries, or so much weight.

use core::ptr::NonNull;

use super::frequency::{Frequency, Rank, Ranked};
use super::{Kind, Limited, Order, Out, Setup, Visit};
use crate::memo::store::Head;

/// A table with a limit.
#[derive(Debug)]
pub enum Bounded {}

impl Kind for Bounded {
    type Stamp = Rank;
    type Order = Frequency<Rank>;
    const SERVES_OLD: bool = false;
}

impl Limited for Bounded {}

impl Ranked for Rank {
    #[inline(always)]
    fn rank(&self) -> &Rank {
        self
    }
}

impl Order<Rank> for Frequency<Rank> {
    fn new(setup: &Setup, shard: usize, shards: usize) -> Self {
        Frequency::new(setup, shard, shards)
    }

    fn shards(setup: &Setup) -> usize {
        setup.limited_shards()
    }

    fn stamp(_: &Setup, weight: u64) -> Rank {
        Rank::of(weight)
    }

    #[inline(always)]
    fn visit(stamp: &Rank, _: &Setup) -> Visit {
        stamp.count_use();
        Visit::Fresh
    }

    #[inline(always)]
    fn foresee(&self, hash: u64) {
        Frequency::foresee(self, hash);
    }

    fn admit(&mut self, entry: NonNull<Head<Rank>>, old: Option<NonNull<Head<Rank>>>, out: &mut Out<Rank>) {
        Frequency::admit(self, entry, old, out);
    }

    fn remove(&mut self, entry: NonNull<Head<Rank>>) {
        Frequency::remove(self, entry);
    }

    fn clear(&mut self) {
        Frequency::clear(self);
    }

    fn weight(&self) -> u64 {
        Frequency::weight(self)
    }

    #[inline]
    fn is_much(&self, entries: usize, weight: u64) -> bool {
        Frequency::is_much(self, entries, weight)
    }

    fn weight_of(stamp: &Rank) -> u64 {
        stamp.weight()
    }
}
