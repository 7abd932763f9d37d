//! What calling helpers costs: learned by every region for all of them.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How helpers were when they were wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pool) enum Helpers {
    Awake,
    Asleep,
    /// Called, but not there yet: where others use the cores, that takes a while. To wait for them costs nothing more.
    Coming,
}

/// By how many nanoseconds a run is longer than its part of the work, on all threads alike.
#[derive(Debug)]
pub(super) struct Calling([AtomicU64; 3]);

/// Where nothing is known yet, this.
pub(super) static CALLING: Calling = Calling([AtomicU64::new(1_500), AtomicU64::new(20_000), AtomicU64::new(1_000)]);

impl Calling {
    pub(super) fn cost(&self, helpers: Helpers) -> u64 {
        self.0[helpers as usize].load(Relaxed)
    }
}

/// A region ran on several threads for `taken` nanoseconds: calling took the first of them, and after `first` a helper began;
/// after 0 if nobody came.
pub(in crate::pool) fn learn(helpers: Helpers, threads: usize, called: u64, first: u64, taken: u64) {
    if helpers == Helpers::Coming {
        return;
    }
    let cost = &CALLING.0[helpers as usize];
    let old = cost.load(Relaxed);
    let alone = if first == 0 { taken } else { first };
    let others = threads as u64 - 1;
    let new = called + alone.saturating_sub(called) * others / threads as u64;
    // A run that ended too soon for a helper tells only that it would have taken longer. Where cores are busy with others,
    // the best that happens counts: to call in vain costs little.
    let mixed = match () {
        () if new < old && first > 0 => old - (old - new) / 2,
        () if new > old => old + (new - old).min(old) / 8,
        () => return,
    };
    cost.store(mixed.max(100), Relaxed);
}

/// From how much work on a loop runs on so many threads that have to be woken, in nanoseconds.
pub(crate) fn break_even(threads: usize) -> u64 {
    let others = (threads as u64).saturating_sub(1).max(1);
    CALLING.cost(Helpers::Asleep) * threads as u64 / others
}
