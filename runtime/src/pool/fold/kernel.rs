// unsafe: takes chunks from a source, and calls code for instructions that were found to be there.
//! How a block is reduced: lane by lane, by the widest instructions there are.

use super::reduction::Reduce;
#[cfg(target_arch = "x86_64")]
use super::width::{Width, width};
use super::{SERIAL, block};
use crate::pool::LANES;
use crate::pool::region::Fallible;
use crate::pool::source::{Cut, Source};
use crate::pool::widest::widest;

/// A loop's items, its reductions and its body, once for a full row of lanes and once for what is left.
pub(crate) struct Kernel<'a, S, R, G, T> {
    pub(crate) source: S,
    pub(crate) reduction: &'a R,
    pub(crate) group: G,
    pub(crate) rest: T,
}

impl<S, R, F, G, T> Kernel<'_, S, R, G, T>
where
    S: Source,
    R: Reduce,
    F: Fallible,
    G: Fn(S::Chunk, Cut, &mut R::Lanes) -> F,
    T: Fn(S::Chunk, Cut, &mut R::Lanes) -> F,
{
    /// Reduces all items, block by block.
    pub(crate) fn blocks(&self, items: usize) -> (F, Option<R::Partial>) {
        debug_assert!(items >= SERIAL, "shorter loops run as they are written");
        let block = block(items);
        let mut total = None;
        for start in (0..items).step_by(block) {
            // SAFETY: the blocks are in the source and do not overlap.
            let (result, part) = unsafe { self.block(start, block.min(items - start)) };
            if result.has_failed() {
                return (result, None);
            }
            total = Some(match total {
                None => part,
                Some(total) => self.reduction.join(total, part),
            });
        }
        (F::DONE, total)
    }

    /// Reduces a block.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    pub(crate) unsafe fn block(&self, start: usize, length: usize) -> (F, R::Partial) {
        if !R::LANED {
            // SAFETY: the caller's promise.
            return unsafe { self.unordered(start, length) };
        }
        let mut lanes = self.reduction.lanes();
        // SAFETY: the caller's promise.
        let result = unsafe { self.rows(start, length, &mut lanes) };
        (result, self.reduction.close(lanes))
    }

    /// Reduces a part item by item.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    pub(crate) unsafe fn unordered(&self, start: usize, length: usize) -> (F, R::Partial) {
        let mut lanes = self.reduction.lanes();
        // SAFETY: the caller's promise.
        let chunk = unsafe { self.source.chunk(start, length) };
        let result = widest(
            #[inline(always)]
            || (self.rest)(chunk, Cut { start, length }, &mut lanes),
        );
        (result, self.reduction.close(lanes))
    }

    /// By the widest instructions that the processor has.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    #[inline]
    unsafe fn rows(&self, start: usize, length: usize, lanes: &mut R::Lanes) -> F {
        #[cfg(target_arch = "x86_64")]
        match width() {
            // SAFETY: the processor has these instructions; the rest is the caller's promise.
            Width::Avx512 => return unsafe { self.rows_avx512(start, length, lanes) },
            // SAFETY: as above.
            Width::Avx2 => return unsafe { self.rows_avx2(start, length, lanes) },
            Width::Baseline => {}
        }
        // SAFETY: the caller's promise.
        unsafe { self.rows_with(start, length, lanes) }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,bmi1,bmi2")]
    unsafe fn rows_avx512(&self, start: usize, length: usize, lanes: &mut R::Lanes) -> F {
        // SAFETY: the caller's promise.
        unsafe { self.rows_with(start, length, lanes) }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2")]
    unsafe fn rows_avx2(&self, start: usize, length: usize, lanes: &mut R::Lanes) -> F {
        // SAFETY: the caller's promise.
        unsafe { self.rows_with(start, length, lanes) }
    }

    #[inline(always)]
    unsafe fn rows_with(&self, start: usize, length: usize, lanes: &mut R::Lanes) -> F {
        // If the compiler knew the length it would write out the loop in the body, which then is too large to become part
        // of this function and be compiled for its instructions.
        let row = core::hint::black_box(LANES);
        let (mut start, end) = (start, start + length);
        while end - start >= LANES {
            // SAFETY: the caller's promise.
            let chunk = unsafe { self.source.chunk(start, row) };
            let result = (self.group)(chunk, Cut { start, length: row }, lanes);
            if result.has_failed() {
                return result;
            }
            start += LANES;
        }
        if start == end {
            return F::DONE;
        }
        // SAFETY: the caller's promise.
        let chunk = unsafe { self.source.chunk(start, end - start) };
        (self.rest)(chunk, Cut { start, length: end - start }, lanes)
    }
}
