//! Who owns a record: the one word that hands a dead thread's counts to the next thread.

use super::sync::{AtomicBool, Ordering};

/// Owned or free. The owner writes the record with relaxed stores; [`release`](Claim::release) makes them
/// visible to the next owner, whose [`take`](Claim::take) acquires them.
#[derive(Debug)]
pub(super) struct Claim {
    owned: AtomicBool,
}

impl Claim {
    /// Of a word that says whether somebody owns the record.
    pub(super) const fn of(owned: AtomicBool) -> Claim {
        Claim { owned }
    }

    /// Makes the caller the owner, if nobody is.
    pub(super) fn take(&self) -> bool {
        self.owned.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// The owner gives the record up.
    pub(super) fn release(&self) {
        self.owned.store(false, Ordering::Release);
    }
}
