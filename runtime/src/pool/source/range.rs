// unsafe: implements a trait that states a promise.
//! Ranges of integers.

use core::ops::{Range, RangeInclusive};

use super::{Source, Sourced};

macro_rules! ranges {
    ($($integer:ty: $unsigned:ty;)*) => { $(
        // SAFETY: integers belong to nobody.
        unsafe impl Source for Range<$integer> {
            type Chunk = Range<$integer>;
            type Plain = Range<$integer>;

            #[inline(always)]
            fn length(&self) -> usize {
                if self.start < self.end { count(self.end.wrapping_sub(self.start) as $unsigned) } else { 0 }
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

        // SAFETY: integers belong to nobody.
        unsafe impl Source for RangeInclusive<$integer> {
            type Chunk = RangeInclusive<$integer>;
            type Plain = RangeInclusive<$integer>;

            #[inline(always)]
            fn length(&self) -> usize {
                if self.is_empty() {
                    return 0;
                }
                let more = count(self.end().wrapping_sub(*self.start()) as $unsigned);
                more.checked_add(1).expect("a range of no more than `usize::MAX` items")
            }

            #[inline(always)]
            unsafe fn chunk(&self, start: usize, length: usize) -> RangeInclusive<$integer> {
                let first = self.start().wrapping_add(start as $integer);
                // A chunk has an item at least.
                first..=first.wrapping_add((length - 1) as $integer)
            }

            #[inline(always)]
            fn plain(self) -> RangeInclusive<$integer> {
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

        impl Sourced for RangeInclusive<$integer> {
            type Source = RangeInclusive<$integer>;

            #[inline(always)]
            fn sourced(self) -> RangeInclusive<$integer> {
                self
            }
        }
    )* };
}

ranges! {
    usize: usize; u8: u8; u16: u16; u32: u32; u64: u64; u128: u128;
    isize: usize; i8: u8; i16: u16; i32: u32; i64: u64; i128: u128;
}

/// As a number of items.
#[inline(always)]
fn count<N: TryInto<usize>>(items: N) -> usize {
    items.try_into().ok().expect("a range of no more than `usize::MAX` items")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chunks of three items, one after the other.
    fn in_threes<S: Source<Chunk: Iterator>>(source: &S) -> Vec<<S::Chunk as Iterator>::Item> {
        let all = source.length();
        // SAFETY: they exist, and do not overlap.
        (0..all).step_by(3).flat_map(|start| unsafe { source.chunk(start, 3.min(all - start)) }).collect()
    }

    #[test]
    fn chunks_of_a_range_are_the_range() {
        assert_eq!(in_threes(&(-100_i8..100)), (-100..100).collect::<Vec<i8>>());
        assert_eq!(in_threes(&(0_u8..=255)), (0..=255).collect::<Vec<u8>>());
        assert_eq!(in_threes(&(i64::MAX - 5..=i64::MAX)), (i64::MAX - 5..=i64::MAX).collect::<Vec<i64>>());
        assert_eq!(in_threes(&(5..20_usize)), (5..20).collect::<Vec<usize>>());
        #[expect(clippy::reversed_empty_ranges, reason = "backwards")]
        let none = (in_threes(&(5..5_u32)), in_threes(&(7..=3_i32)), in_threes(&(9..3_u64)));
        assert!(none.0.is_empty() && none.1.is_empty() && none.2.is_empty());
    }
}
