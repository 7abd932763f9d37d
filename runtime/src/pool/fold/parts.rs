// unsafe: threads write the results of different blocks side by side.
//! Partial results, while several threads make them.

use core::cell::UnsafeCell;
use std::sync::{Mutex, PoisonError};

use super::block;
use super::kernel::Kernel;
use super::reduction::Reduce;
use crate::pool::region::Fallible;
use crate::pool::source::{Cut, Source};

/// The results of all blocks, each in its place.
pub(crate) struct Parts<P> {
    parts: Vec<UnsafeCell<Option<P>>>,
    block: usize,
}

// SAFETY: each place is written by one thread alone, and read when all are done.
unsafe impl<P: Send> Sync for Parts<P> {}

impl<P: Send> Parts<P> {
    pub(crate) fn new(items: usize) -> Parts<P> {
        let block = block(items);
        let parts = (0..items.div_ceil(block)).map(|_| UnsafeCell::new(None)).collect();
        Parts { parts, block }
    }

    /// How many items a block has.
    pub(crate) fn block(&self) -> usize {
        self.block
    }

    /// Reduces a chunk that begins with a block.
    pub(crate) fn add<S, R, F, G, T>(&self, kernel: &Kernel<'_, S, R, G, T>, start: usize, length: usize) -> F
    where
        S: Source,
        R: Reduce<Partial = P>,
        F: Fallible,
        G: Fn(S::Chunk, Cut, &mut R::Lanes) -> F,
        T: Fn(S::Chunk, Cut, &mut R::Lanes) -> F,
    {
        let give = |start: usize, part| {
            // SAFETY: the chunks of a run do not overlap, so this thread alone has this block.
            unsafe { *self.parts[start / self.block].get() = Some(part) };
        };
        // SAFETY: as above.
        unsafe { kernel.each_block(start, start + length, self.block, give) }
    }

    /// All in one, in order.
    pub(crate) fn finish<R: Reduce<Partial = P>>(self, reduction: &R) -> Option<P> {
        self.parts.into_iter().filter_map(UnsafeCell::into_inner).reduce(|left, right| reduction.join(left, right))
    }
}

/// The result of parts that came in any order.
pub(crate) struct Unordered<P>(Mutex<Option<P>>);

impl<P: Send> Unordered<P> {
    pub(crate) fn new() -> Unordered<P> {
        Unordered(Mutex::new(None))
    }

    /// Reduces a chunk.
    pub(crate) fn add<S, R, F, G, T>(&self, kernel: &Kernel<'_, S, R, G, T>, start: usize, length: usize) -> F
    where
        S: Source,
        R: Reduce<Partial = P>,
        F: Fallible,
        G: Fn(S::Chunk, Cut, &mut R::Lanes) -> F,
        T: Fn(S::Chunk, Cut, &mut R::Lanes) -> F,
    {
        // SAFETY: the chunks of a run are in the source and do not overlap.
        let (result, part) = unsafe { kernel.unordered(start, length) };
        if result.has_failed() {
            return result;
        }
        let mut total = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *total = Some(match total.take() {
            None => part,
            Some(total) => kernel.reduction.join(total, part),
        });
        F::DONE
    }

    pub(crate) fn finish(self) -> Option<P> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
