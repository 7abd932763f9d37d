// unsafe: takes chunks from a source, and calls code for instructions that were found to be there.
//! How a block is reduced: lane by lane, by the widest instructions there are.

use super::reduction::Reduce;
use super::{SERIAL, SIDE, block};
use crate::pool::LANES;
use crate::pool::region::Fallible;
use crate::pool::source::{Cut, Source};
use crate::pool::widest::widest;

/// What some blocks in a row come to.
type Parts<R> = [Option<<R as Reduce>::Partial>; SIDE];

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
        let mut total = None;
        let add = |_: usize, part| {
            total = Some(match total.take() {
                None => part,
                Some(total) => self.reduction.join(total, part),
            });
        };
        // SAFETY: these are all items.
        let result = unsafe { self.each_block(0, items, block(items), add) };
        if result.has_failed() { (result, None) } else { (result, total) }
    }

    /// Reduces the blocks from `start` to `end`, and gives away what they come to, in order, with where they start.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    pub(crate) unsafe fn each_block(
        &self,
        start: usize,
        end: usize,
        block: usize,
        mut give: impl FnMut(usize, R::Partial),
    ) -> F {
        let mut parts = [const { None }; SIDE];
        let mut first = start;
        while first < end {
            let end = end.min(first + block * SIDE);
            let result = if R::LANED {
                // SAFETY: the caller's promise.
                unsafe { self.side_by_side(first, end, block, &mut parts) }
            } else {
                // SAFETY: the caller's promise.
                unsafe { self.one_by_one(first, end, block, &mut parts) }
            };
            if result.has_failed() {
                return result;
            }
            for (at, part) in parts.iter_mut().enumerate() {
                if let Some(part) = part.take() {
                    give(first + at * block, part);
                }
            }
            first = end;
        }
        F::DONE
    }

    /// Reduces some blocks.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    unsafe fn one_by_one(&self, start: usize, end: usize, block: usize, parts: &mut Parts<R>) -> F {
        for (start, part) in (start..end).step_by(block).zip(parts) {
            // SAFETY: the caller's promise.
            let (result, reduced) = unsafe { self.unordered(start, block.min(end - start)) };
            if result.has_failed() {
                return result;
            }
            *part = Some(reduced);
        }
        F::DONE
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
        (result, self.reduction.close(&mut lanes))
    }

    /// Reduces some blocks by the widest instructions that the processor has.
    ///
    /// # Safety
    ///
    /// As [`Source::chunk`].
    #[inline]
    unsafe fn side_by_side(&self, start: usize, end: usize, block: usize, parts: &mut Parts<R>) -> F {
        widest(
            #[inline(always)]
            // SAFETY: the caller's promise.
            || unsafe { self.side_by_side_with(start, end, block, parts) },
        )
    }

    /// First the lanes of all blocks, then all at once what they come to: each of these is a chain of operations that wait
    /// for each other, and several chains take no longer than one.
    #[inline(always)]
    unsafe fn side_by_side_with(&self, start: usize, end: usize, block: usize, parts: &mut Parts<R>) -> F {
        let mut lanes = core::array::from_fn(|_| None);
        let (mut blocks, mut start) = (0, start);
        while start < end {
            let lanes = lanes[blocks].insert(self.reduction.lanes());
            // SAFETY: the caller's promise.
            let result = unsafe { self.rows_with(start, block.min(end - start), lanes) };
            if result.has_failed() {
                return result;
            }
            (blocks, start) = (blocks + 1, start + block);
        }
        match blocks {
            1 => self.close::<1>(&mut lanes, parts, blocks),
            2 => self.close::<2>(&mut lanes, parts, blocks),
            3..=4 => self.close::<4>(&mut lanes, parts, blocks),
            _ => self.close::<SIDE>(&mut lanes, parts, blocks),
        }
        F::DONE
    }

    /// What the first of some blocks have come to; those behind them are made up.
    #[inline(always)]
    fn close<const N: usize>(&self, lanes: &mut [Option<R::Lanes>; SIDE], parts: &mut Parts<R>, blocks: usize) {
        let mut lanes = lanes.iter_mut();
        let lanes = core::array::from_fn::<_, N, _>(|_| {
            lanes.next().expect("no more than there are").get_or_insert_with(|| self.reduction.lanes())
        });
        for (part, closed) in parts.iter_mut().zip(self.reduction.close_all(lanes)).take(blocks) {
            *part = Some(closed);
        }
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
