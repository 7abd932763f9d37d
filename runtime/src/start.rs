//! Whether the runtime records, and since when.

use core::sync::atomic::{AtomicU64, Ordering};

use crate::clock;

/// [`OFF`], [`ASLEEP`], or the number of the epoch that is being recorded.
pub(crate) static STATE: AtomicU64 = AtomicU64::new(ASLEEP);
/// Nothing is recorded.
pub(crate) const OFF: u64 = 0;
/// No call has been made yet.
const ASLEEP: u64 = 1;
/// The first epoch.
const FIRST: u64 = 2;

/// The epoch, after the first call has started the runtime; `None` when it is off.
pub(crate) fn ready() -> Option<u64> {
    if STATE.load(Ordering::Acquire) == ASLEEP {
        clock::start();
        if STATE.compare_exchange(ASLEEP, FIRST, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
            crate::report::exit::arrange();
        }
    }
    Some(STATE.load(Ordering::Acquire)).filter(|state| *state != OFF)
}

/// The epoch that is being recorded, if any call was made.
pub(crate) fn epoch() -> Option<u64> {
    Some(STATE.load(Ordering::Acquire)).filter(|state| *state >= FIRST)
}
