//! Whether calls are recorded, and in which epoch: one word, which every call reads.

use core::sync::atomic::{AtomicU64, Ordering};

/// [`OFF`], [`ASLEEP`], or the number of the epoch that is being recorded.
pub(crate) static STATE: AtomicU64 = AtomicU64::new(ASLEEP);
/// Nothing is recorded.
pub(crate) const OFF: u64 = 0;
/// No call has been made yet.
pub(crate) const ASLEEP: u64 = 1;
/// The first epoch.
pub(crate) const FIRST: u64 = 2;

/// The epoch that is being recorded, if any call was made.
pub(crate) fn epoch() -> Option<u64> {
    Some(STATE.load(Ordering::Acquire)).filter(|state| *state >= FIRST)
}

/// Whether `BEDECK=off` keeps everything from being recorded.
pub(crate) fn is_off() -> bool {
    STATE.load(Ordering::Relaxed) == OFF
}
