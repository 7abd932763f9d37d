// unsafe: implements a trait that states a promise.
//! Ranges of integers.

use core::ops::{Range, RangeInclusive};

use super::beside::Indexed;
use super::{Source, Sourced};

/// An integer. What follows is written for all of them at once, so that a range of literals takes its type from the loop's
/// body, as it does in a plain loop.
pub trait Integer: Copy + PartialOrd + Send + Sync {
    /// How many there are from here up to another one, which is not below.
    fn up_to(self, end: Self) -> usize;

    /// The one so many further on, which exists.
    fn further(self, count: usize) -> Self;

    /// As the index of a slice, which only a `usize` is.
    fn as_index(self) -> usize;
}

macro_rules! integers {
    ($($integer:ty: $unsigned:ty;)*) => { $(
        impl Integer for $integer {
            #[inline(always)]
            fn up_to(self, end: $integer) -> usize {
                let count = end.wrapping_sub(self) as $unsigned;
                count.try_into().ok().expect("a range of no more than `usize::MAX` items")
            }

            #[inline(always)]
            fn further(self, count: usize) -> $integer {
                self.wrapping_add(count as $integer)
            }

            #[inline(always)]
            fn as_index(self) -> usize {
                self as usize
            }
        }
    )* };
}

integers! {
    usize: usize; u8: u8; u16: u16; u32: u32; u64: u64; u128: u128;
    isize: usize; i8: u8; i16: u16; i32: u32; i64: u64; i128: u128;
}

// SAFETY: integers belong to nobody.
unsafe impl<I: Integer> Source for Range<I> {
    type Chunk = Range<I>;
    type Plain = Range<I>;

    #[inline(always)]
    fn length(&self) -> usize {
        if self.start < self.end { self.start.up_to(self.end) } else { 0 }
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> Range<I> {
        let first = self.start.further(start);
        first..first.further(length)
    }

    #[inline(always)]
    fn plain(self) -> Range<I> {
        self
    }
}

// SAFETY: integers belong to nobody.
unsafe impl<I: Integer> Source for RangeInclusive<I> {
    type Chunk = RangeInclusive<I>;
    type Plain = RangeInclusive<I>;

    #[inline(always)]
    fn length(&self) -> usize {
        if self.is_empty() {
            return 0;
        }
        self.start().up_to(*self.end()).checked_add(1).expect("a range of no more than `usize::MAX` items")
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> RangeInclusive<I> {
        let first = self.start().further(start);
        // A chunk has an item at least.
        first..=first.further(length - 1)
    }

    #[inline(always)]
    fn plain(self) -> RangeInclusive<I> {
        self
    }
}

impl<I: Integer> Sourced for Range<I> {
    type Source = Range<I>;

    #[inline(always)]
    fn sourced(self) -> Range<I> {
        self
    }
}

impl<I: Integer> Sourced for RangeInclusive<I> {
    type Source = RangeInclusive<I>;

    #[inline(always)]
    fn sourced(self) -> RangeInclusive<I> {
        self
    }
}

// Slices are indexed by `usize` alone; what is indexed by others is not cut.
impl<I: Integer> Indexed for Range<I> {
    #[inline(always)]
    fn first(&self) -> usize {
        self.start.as_index()
    }
}

impl<I: Integer> Indexed for RangeInclusive<I> {
    #[inline(always)]
    fn first(&self) -> usize {
        self.start().as_index()
    }
}

/// Some integers in a row.
pub trait Counted {
    /// Of this type.
    type Index: Integer;

    /// The first one.
    fn start(&self) -> Self::Index;
}

impl<I: Integer> Counted for Range<I> {
    type Index = I;

    #[inline(always)]
    fn start(&self) -> I {
        self.start
    }
}

impl<I: Integer> Counted for RangeInclusive<I> {
    type Index = I;

    #[inline(always)]
    fn start(&self) -> I {
        *RangeInclusive::start(self)
    }
}

/// The first integer, as the index of a slice.
#[inline(always)]
pub fn first<C: Counted>(indices: &C) -> usize {
    indices.start().as_index()
}

/// The integer at this place, which exists.
#[inline(always)]
pub fn nth<C: Counted>(indices: &C, place: usize) -> C::Index {
    indices.start().further(place)
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
