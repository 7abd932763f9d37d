// unsafe: takes chunks from a source, and calls code for instructions that were found to be there.
//! How a block is reduced: lane by lane, by the widest instructions there are.

use super::reduction::Reduce;
use super::{SERIAL, block};
use crate::pool::LANES;
use crate::pool::source::{Cut, Source};

/// A loop's items, its reductions and its body, once for a full row of lanes and once for what is left.
pub(crate) struct Kernel<'a, S, R, G, T> {
    pub(crate) source: S,
    pub(crate) reduction: &'a R,
    pub(crate) group: G,
    pub(crate) rest: T,
}

impl<S, R, G, T> Kernel<'_, S, R, G, T>
where
    S: Source,
    R: Reduce,
    G: Fn(S::Chunk, Cut, &mut R::Lanes),
    T: Fn(S::Chunk, Cut, &mut R::Lanes),
{
    /// Reduces all items, block by block.
    pub(crate) fn blocks(&self, items: usize) -> Option<R::Partial> {
        debug_assert!(items >= SERIAL, "shorter loops run as they are written");
        let block = block(items);
        let mut total = None;
        for start in (0..items).step_by(block) {
            // SAFETY: the blocks are in the source and do not overlap.
            let part = unsafe { self.block(start, block.min(items - start)) };
            total = Some(match total {
                None => part,
                Some(total) => R::join(total, part),
            });
        }
        total
    }

    /// Reduces a block.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    pub(crate) unsafe fn block(&self, start: usize, length: usize) -> R::Partial {
        let mut lanes = self.reduction.lanes();
        // SAFETY: the caller's promise.
        unsafe { self.rows(start, length, &mut lanes) };
        R::close(lanes)
    }

    /// Reduces a part whose order does not matter.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    pub(crate) unsafe fn unordered(&self, start: usize, length: usize) -> R::Partial {
        let mut lanes = self.reduction.lanes();
        // SAFETY: the caller's promise.
        (self.rest)(unsafe { self.source.chunk(start, length) }, Cut { start, length }, &mut lanes);
        R::close(lanes)
    }

    #[inline(always)]
    unsafe fn rows(&self, start: usize, length: usize, lanes: &mut R::Lanes) {
        let (mut start, end) = (start, start + length);
        while end - start >= LANES {
            // SAFETY: the caller's promise.
            (self.group)(unsafe { self.source.chunk(start, LANES) }, Cut { start, length: LANES }, lanes);
            start += LANES;
        }
        if start < end {
            let length = end - start;
            // SAFETY: the caller's promise.
            (self.rest)(unsafe { self.source.chunk(start, length) }, Cut { start, length }, lanes);
        }
    }
}
