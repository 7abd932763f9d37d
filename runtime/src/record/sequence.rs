//! A sequence lock: how a reader tells a consistent cut from a torn one.
//!
//! One writer changes data between two counters, readers compare the counters around their reading. Nobody waits for
//! anybody: a reader that was disturbed is told so. (H. Boehm, "Can seqlocks get along with programming language
//! memory models?", MSPC 2012.) The data are atomics, read and written relaxed.

use super::sync::{AtomicU64, Ordering, fence};

/// The two counters; all zero bytes are a valid one.
#[derive(Debug)]
pub(crate) struct Sequence {
    opened: AtomicU64,
    closed: AtomicU64,
}

impl Sequence {
    /// Of two counters that are zero.
    pub(crate) const fn of(opened: AtomicU64, closed: AtomicU64) -> Sequence {
        Sequence { opened, closed }
    }

    /// The writer changes the data.
    #[inline(always)]
    pub(crate) fn change(&self, write: impl FnOnce()) {
        let sequence = self.opened.load(Ordering::Relaxed) + 1;
        self.opened.store(sequence, Ordering::Relaxed);
        fence(Ordering::Release);
        write();
        self.closed.store(sequence, Ordering::Release);
    }

    /// A reader's look at the data; `None` if the writer was at them meanwhile.
    pub(crate) fn read<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let sequence = self.closed.load(Ordering::Acquire);
        let result = read();
        fence(Ordering::Acquire);
        (self.opened.load(Ordering::Relaxed) == sequence).then_some(result)
    }
}
