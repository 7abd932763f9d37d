//! Who may still come in: helpers enter while the gate is open, and the owner waits for those inside only.

use super::sync::{AtomicUsize, Ordering};

const CLOSED: usize = 1;
const HELPER: usize = 2;

/// Whether the gate is closed, and how many helpers are inside.
#[derive(Debug)]
pub(super) struct Gate {
    state: AtomicUsize,
}

impl Gate {
    /// Of a word that is zero: open, and nobody inside.
    pub(super) const fn of(state: AtomicUsize) -> Gate {
        Gate { state }
    }

    /// A helper goes in, if the gate is open. What the owner wrote before is visible to it.
    pub(super) fn enter(&self) -> bool {
        let inside = |state: usize| (state & CLOSED == 0).then_some(state + HELPER);
        self.state.fetch_update(Ordering::Acquire, Ordering::Relaxed, inside).is_ok()
    }

    /// A helper goes out; what it wrote is visible to the owner that finds the gate empty. Whether it was the last, and
    /// the owner may wait.
    pub(super) fn leave(&self) -> bool {
        self.state.fetch_sub(HELPER, Ordering::AcqRel) == CLOSED + HELPER
    }

    /// The owner closes: nobody comes in any more. Whether nobody is inside.
    pub(super) fn close(&self) -> bool {
        self.state.fetch_or(CLOSED, Ordering::AcqRel) & !CLOSED == 0
    }

    /// Whether nobody is inside a gate that is closed.
    pub(super) fn is_empty(&self) -> bool {
        self.state.load(Ordering::Acquire) == CLOSED
    }

    /// Whether a helper may still come in.
    pub(super) fn is_open(&self) -> bool {
        self.state.load(Ordering::Relaxed) & CLOSED == 0
    }
}
