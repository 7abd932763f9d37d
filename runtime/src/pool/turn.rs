//! What a thread has counted of one region.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Runs in the upper eight bits, items in the others: one addition counts both, and every 256th run carries out of the word
/// and is looked at.
const RUN: u64 = 1 << 56;

/// A thread's own count of the runs of one region. Lives in a thread-local beside it.
#[derive(Debug)]
pub struct Turn {
    word: AtomicU64,
}

impl Turn {
    /// Nothing counted: the first run is looked at.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "only the initial value of a thread-local")]
    pub const fn new() -> Turn {
        Turn { word: AtomicU64::new(u64::MAX) }
    }

    /// Counts a run; `false` if it is to be looked at, and is not counted.
    #[inline(always)]
    pub(super) fn count(&self, items: usize) -> bool {
        let (word, is_due) = self.word.load(Relaxed).overflowing_add(RUN + items as u64);
        if !is_due {
            self.word.store(word, Relaxed);
        }
        !is_due
    }

    /// Begins the word anew.
    pub(super) fn settle(&self) {
        self.word.store(0, Relaxed);
    }
}
