//! Where a thread finds its counts of a region.

use core::cell::{Cell, RefCell};
use core::sync::atomic::Ordering;
use std::sync::PoisonError;

use super::counts::{Counts, Totals};
use super::region::Region;

/// A thread's way to its counts of one region. Lives in a thread-local beside it.
#[derive(Debug)]
pub struct Turn {
    /// None before the first run that is looked at. (Rust 1.89 lets no constant refer to a static in its place.)
    counts: Cell<Option<&'static Counts>>,
}

std::thread_local! {
    /// The counts that this thread owns.
    static OWNED: RefCell<Owned> = const { RefCell::new(Owned(Vec::new())) };
}

/// Counts whose owner gives them up when it ends.
struct Owned(Vec<&'static Counts>);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.iter().for_each(|counts| counts.is_owned.store(false, Ordering::Release));
    }
}

impl Turn {
    /// No way yet: the first run is looked at.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only the initial value of a thread-local")]
    pub const fn new() -> Turn {
        Turn { counts: Cell::new(None) }
    }

    /// Counts a run; `false` if it is to be looked at, and is not counted.
    #[inline(always)]
    pub(super) fn count(&self, items: usize) -> bool {
        self.counts.get().is_some_and(|counts| counts.count(items))
    }

    /// Adds a run that was looked at.
    pub(super) fn add(&self, region: &'static Region, totals: Totals) {
        let counts = self.counts.get().unwrap_or_else(|| region.counts());
        self.counts.set(Some(counts));
        counts.add(totals);
    }
}

/// Counts for this thread among `all`: those of a thread that has ended, or new ones.
pub(super) fn claim(all: &std::sync::Mutex<Vec<&'static Counts>>) -> &'static Counts {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    let take = |counts: &&&'static Counts| {
        counts.is_owned.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    };
    let counts = all.iter().find(take).copied().unwrap_or_else(|| {
        let counts: &'static Counts = Box::leak(Box::new(Counts::new()));
        all.push(counts);
        counts
    });
    // In a thread that is ending the counts stay with it.
    let _ = OWNED.try_with(|owned| owned.try_borrow_mut().map(|mut owned| owned.0.push(counts)));
    counts
}
