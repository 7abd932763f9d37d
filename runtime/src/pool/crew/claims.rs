//! How the items of a region are dealt out: in increasing order, in chunks that shrink towards the end.
//!
//! Guided self-scheduling (C. Polychronopoulos and D. Kuck, IEEE Trans. Computers C-36, 1987), with a chunk bounded below,
//! so that claiming costs nothing to speak of, and above, so that one heavy chunk holds nobody up.

use super::sync::{AtomicUsize, Ordering};

/// How large chunks are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// No chunk has fewer items, but the last.
    pub(crate) least: usize,
    /// No chunk has more.
    pub(crate) most: usize,
    /// Chunks begin at multiples of this.
    pub(crate) grain: usize,
    /// A chunk is this part of what is left.
    pub(crate) part: usize,
}

impl Sizes {
    /// The size of the next chunk when so many items are left.
    fn next(self, left: usize) -> usize {
        let size = (left / self.part).min(self.most).max(self.least).max(1);
        size.checked_next_multiple_of(self.grain).unwrap_or(left).min(left)
    }
}

/// Which item is dealt out next. An owner that stops the region deals out what is left to nobody.
#[derive(Debug)]
pub(super) struct Claims {
    next: AtomicUsize,
    end: usize,
    sizes: Sizes,
}

impl Claims {
    /// Of a word that says which item is the first.
    pub(super) const fn of(next: AtomicUsize, end: usize, sizes: Sizes) -> Claims {
        Claims { next, end, sizes }
    }

    /// The start and the length of the next chunk.
    pub(super) fn take(&self) -> Option<(usize, usize)> {
        let mut start = self.next.load(Ordering::Relaxed);
        while start < self.end {
            let size = self.sizes.next(self.end - start);
            match self.next.compare_exchange_weak(start, start + size, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Some((start, size)),
                Err(now) => start = now,
            }
        }
        None
    }

    /// Nobody gets another chunk.
    pub(super) fn stop(&self) {
        self.next.store(self.end, Ordering::Relaxed);
    }

    /// Whether something is left to claim.
    pub(super) fn are_left(&self) -> bool {
        self.next.load(Ordering::Relaxed) < self.end
    }
}
