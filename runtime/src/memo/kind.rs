//! The kinds of tables: what an entry carries besides key and value, and who must make room.

use core::fmt::Debug;
use core::ptr::NonNull;
use core::time::Duration;

use super::store::Head;

/// The options of a table.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub(super) wait: Option<Duration>,
}

impl Setup {
    pub(super) const DEFAULT: Setup = Setup { wait: None };
}

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

/// What a kind does.
pub trait Order<S>: Send {
    /// Of one shard of so many.
    fn new(setup: &Setup, shard: usize, shards: usize) -> Self;

    /// How many shards a table has.
    fn shards(setup: &Setup) -> usize;

    /// The stamp of an entry that is about to be published.
    fn stamp(setup: &Setup, weight: u64) -> S;

    /// A reader found the entry.
    fn visit(stamp: &S, setup: &Setup) -> Visit;

    /// An entry comes in. Entries that must go for it are added to `out`; it may be itself.
    fn admit(&mut self, entry: NonNull<Head<S>>, out: &mut Vec<NonNull<Head<S>>>);

    /// An entry has been taken out for another reason.
    fn remove(&mut self, entry: NonNull<Head<S>>);

    /// All entries have been taken out.
    fn clear(&mut self);
}

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
        super::table::MOST_SHARDS
    }

    fn stamp(_: &Setup, _: u64) {}

    #[inline(always)]
    fn visit((): &(), _: &Setup) -> Visit {
        Visit::Fresh
    }

    #[inline(always)]
    fn admit(&mut self, _: NonNull<Head<()>>, _: &mut Vec<NonNull<Head<()>>>) {}

    #[inline(always)]
    fn remove(&mut self, _: NonNull<Head<()>>) {}

    fn clear(&mut self) {}
}
