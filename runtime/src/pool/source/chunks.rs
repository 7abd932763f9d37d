// unsafe: hands out parts of one slice that do not overlap.
//! Slices in pieces of one length.

use core::slice;

use super::Source;
use super::slice::{Exclusive, Shared};

macro_rules! pieces {
    ($($(#[$docs:meta])* $function:ident -> $pieces:ident: $lent:ty, $held:ident, $bound:ident, $count:expr;)*) => { $(
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $pieces<'a, T> {
            slice: $held<'a, T>,
            size: usize,
        }

        $(#[$docs])*
        ///
        /// # Panics
        ///
        /// If `size` is 0, as the method of that name.
        #[inline(always)]
        #[track_caller]
        pub fn $function<'a, T: $bound>(slice: $lent, size: usize) -> $pieces<'a, T> {
            assert!(size != 0, "chunk size must be non-zero");
            $pieces { slice: $held::new(slice), size }
        }

        // SAFETY: pieces do not overlap, and the slice is a source.
        unsafe impl<'a, T: $bound> Source for $pieces<'a, T> {
            type Chunk = slice::$pieces<'a, T>;
            type Plain = slice::$pieces<'a, T>;

            #[inline(always)]
            fn length(&self) -> usize {
                ($count)(self.slice.length(), self.size)
            }

            #[inline(always)]
            unsafe fn chunk(&self, start: usize, length: usize) -> Self::Chunk {
                let first = start * self.size;
                let elements = length.saturating_mul(self.size).min(self.slice.length() - first);
                // SAFETY: `start` and the pieces after it exist, and are the caller's alone.
                unsafe { self.slice.part(first, elements) }.$function(self.size)
            }

            #[inline(always)]
            fn plain(self) -> Self::Plain {
                // SAFETY: all of it, once: `self` is gone.
                unsafe { self.slice.part(0, self.slice.length()) }.$function(self.size)
            }
        }
    )* };
}

pieces! {
    /// `slice.chunks(size)`.
    chunks -> Chunks: &'a [T], Shared, Sync, usize::div_ceil;
    /// `slice.chunks_exact(size)`.
    chunks_exact -> ChunksExact: &'a [T], Shared, Sync, |all: usize, size| all / size;
    /// `slice.chunks_mut(size)`.
    chunks_mut -> ChunksMut: &'a mut [T], Exclusive, Send, usize::div_ceil;
    /// `slice.chunks_exact_mut(size)`.
    chunks_exact_mut -> ChunksExactMut: &'a mut [T], Exclusive, Send, |all: usize, size| all / size;
}
