//! The kinds of tables: what an entry carries besides key and value, and who must make room.

mod bounded;
mod clock;
mod expiring;
mod frequency;
mod setup;
mod sketch;
#[cfg(all(test, not(miri)))]
mod traces; // Too long for Miri.

pub use bounded::Bounded;
#[cfg(test)]
pub(super) use clock::FakeClock;
pub use expiring::Expiring;
#[cfg(feature = "disk")]
pub(super) use setup::NEVER;
pub(super) use setup::{Setup, are_memos_off};

use core::fmt::Debug;
use core::ptr::NonNull;

use super::store::Head;

/// What a reader may do with the entry of its key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Visit {
    /// Have it.
    Fresh,
    /// Have it, if somebody computes a new one.
    Due,
    /// Not have it.
    Expired,
}

/// A kind of table.
pub trait Kind: Debug + Sized + 'static {
    /// What each entry carries.
    type Stamp: Send + Sync + 'static;
    /// Which entries go first.
    type Order: Order<Self::Stamp>;
    /// Whether a value may be served that is not fresh.
    const SERVES_OLD: bool;
}

/// A kind of table that can be told how much to keep.
pub trait Limited: Kind {}

/// What a kind does. All but `stamp` and `visit` is called under the lock of a shard.
pub trait Order<S>: Send {
    /// Of one shard of so many.
    fn new(setup: &Setup, shard: usize, shards: usize) -> Self;

    /// How many shards a table has.
    fn shards(setup: &Setup) -> usize;

    /// The stamp of an entry that is about to be published.
    fn stamp(setup: &Setup, weight: u64) -> S;

    /// The stamp of a value that is so many nanoseconds old; `None` if the clock does not reach back so far.
    fn aged(stamp: S, _: u64) -> Option<S> {
        Some(stamp)
    }

    /// A reader found the entry.
    fn visit(stamp: &S, setup: &Setup) -> Visit;

    /// An entry with this hash will soon come in: what is needed for that may be fetched meanwhile.
    #[inline(always)]
    fn foresee(&self, _hash: u64) {}

    /// An entry comes in, in place of an old one or not.
    fn admit(&mut self, entry: NonNull<Head<S>>, old: Option<NonNull<Head<S>>>, out: &mut Out<S>);

    /// An entry has been taken out for another reason.
    fn remove(&mut self, entry: NonNull<Head<S>>);

    /// All entries have been taken out.
    fn clear(&mut self);

    /// The declared weights of all entries, where weights are declared.
    fn weight(&self) -> u64;

    /// Whether so many entries of this weight in all, taken out and not yet freed, are enough to free them.
    fn is_much(&self, entries: usize, weight: u64) -> bool;

    /// The declared weight of an entry.
    fn weight_of(stamp: &S) -> u64;
}

/// Entries that must go.
#[derive(Debug)]
pub struct Out<S> {
    /// For others.
    pub(super) evicted: Vec<NonNull<Head<S>>>,
    /// Since they are too old.
    pub(super) expired: Vec<NonNull<Head<S>>>,
}

impl<S> Out<S> {
    pub(super) const fn none() -> Out<S> {
        Out { evicted: Vec::new(), expired: Vec::new() }
    }
}

/// Entries that were taken out wait for each other until they are so many.
const GARBAGE: usize = 256;

/// A table that keeps everything.
#[derive(Debug)]
pub enum Unbounded {}

impl Kind for Unbounded {
    type Stamp = ();
    type Order = NoOrder;
    const SERVES_OLD: bool = false;
}

/// Nobody must go.
#[derive(Debug)]
pub struct NoOrder;

impl Order<()> for NoOrder {
    fn new(_: &Setup, _: usize, _: usize) -> NoOrder {
        NoOrder
    }

    fn shards(_: &Setup) -> usize {
        setup::unlimited_shards()
    }

    fn stamp(_: &Setup, _: u64) {}

    #[inline(always)]
    fn visit((): &(), _: &Setup) -> Visit {
        Visit::Fresh
    }

    #[inline(always)]
    fn admit(&mut self, _: NonNull<Head<()>>, _: Option<NonNull<Head<()>>>, _: &mut Out<()>) {}

    #[inline(always)]
    fn remove(&mut self, _: NonNull<Head<()>>) {}

    fn clear(&mut self) {}

    fn weight(&self) -> u64 {
        0
    }

    #[inline]
    fn is_much(&self, entries: usize, _: u64) -> bool {
        entries >= GARBAGE
    }

    fn weight_of((): &()) -> u64 {
        0
    }
}
