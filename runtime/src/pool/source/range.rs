// unsafe: implements a trait that states a promise.
//! Ranges of integers.

use core::ops::Range;

use super::{Source, Sourced};

macro_rules! ranges {
    ($($integer:ty)*) => { $(
        // SAFETY: integers belong to nobody.
        unsafe impl Source for Range<$integer> {
            type Chunk = Range<$integer>;
            type Plain = Range<$integer>;

            #[inline(always)]
            fn length(&self) -> usize {
                if self.start < self.end { self.end.wrapping_sub(self.start) as usize } else { 0 }
            }

            #[inline(always)]
            unsafe fn chunk(&self, start: usize, length: usize) -> Range<$integer> {
                let first = self.start.wrapping_add(start as $integer);
                first..first.wrapping_add(length as $integer)
            }

            #[inline(always)]
            fn plain(self) -> Range<$integer> {
                self
            }
        }

        impl Sourced for Range<$integer> {
            type Source = Range<$integer>;

            #[inline(always)]
            fn sourced(self) -> Range<$integer> {
                self
            }
        }
    )* };
}

ranges! { usize u8 u16 u32 }
