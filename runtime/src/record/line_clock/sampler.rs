//! `lines = "sampled"`: a thread looks about every millisecond on which lines the open calls are, and charges them with the time
//! since its last look.

use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::super::list::prepend;
use super::{Clock, Head, IDLE};
use crate::clock;
use crate::state::STATE;

/// The sampled clock that was made last.
static CLOCKS: AtomicPtr<Head> = AtomicPtr::new(core::ptr::null_mut());
/// When somebody last looked, in ticks, and in which epoch. 0: nobody is looking.
static LOOKED: AtomicU64 = AtomicU64::new(0);
static EPOCH: AtomicU64 = AtomicU64::new(0);

/// A new clock is looked at from now on.
pub(super) fn add(clock: Clock) {
    prepend(&CLOCKS, &clock.head().next, clock.0);
}

/// Charges the lines that run with the time since the last look, if anybody has been looking. Whether any runs.
pub(super) fn look() -> bool {
    let (epoch, now, last) = (STATE.load(Ordering::Relaxed), clock::ticks(), LOOKED.load(Ordering::Relaxed));
    // Whoever else looks at this moment charges them.
    let mine = last != 0 && LOOKED.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
    let goes_on = EPOCH.swap(epoch, Ordering::Relaxed) == epoch;
    charge(epoch, if mine && goes_on { now.saturating_sub(last) } else { 0 })
}

/// Charges the lines that run with so many ticks. Whether any runs.
pub(super) fn charge(epoch: u64, ticks: u64) -> bool {
    let mut any = false;
    let mut next = CLOCKS.load(Ordering::Acquire);
    // A clock's cells are reached from the pointer that it was made with, not from its head alone.
    while !next.is_null() {
        let clock = Clock(next);
        let current = clock.head().current.load(Ordering::Relaxed);
        if current != IDLE && clock.head().epoch.load(Ordering::Acquire) == epoch {
            any = true;
            // Its owner may be emptying it for a new epoch, and a report may be looking too.
            clock.cell(current).ticks.fetch_add(ticks, Ordering::Relaxed);
        }
        next = clock.head().next.load(Ordering::Acquire);
    }
    any
}

/// Unit tests look for themselves, at a simulated clock.
#[cfg(any(test, miri, not(unix)))]
mod thread {
    pub(in super::super) fn start() {}
    pub(in super::super) fn wake() {}
    #[cfg(unix)]
    pub(crate) fn forget() {}
}

#[cfg(not(any(test, miri, not(unix))))]
mod thread;

#[cfg(unix)]
pub(crate) use thread::forget;
pub(super) use thread::{start, wake};
