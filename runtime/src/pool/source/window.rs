//! What the loop reads at its own index, cut where the items are cut: then the compiler knows that no index is too large.

use core::ops::{Deref, Index};
use std::rc::Rc;
use std::sync::Arc;

/// Something that is read at the loop's index. `(&&&Window(&a)).reach()` and `.window(..)` take the first of [`ByCut`],
/// [`ByIndex`] and [`ByDeref`] that there is for it.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a, A: ?Sized>(pub &'a A);

/// A slice, or what owns or lends one.
pub trait Flat {
    /// Of the slice.
    type Element;

    /// All of it.
    fn flat(&self) -> &[Self::Element];
}

impl<T> Flat for [T] {
    type Element = T;

    #[inline(always)]
    fn flat(&self) -> &[T] {
        self
    }
}

impl<T, const N: usize> Flat for [T; N] {
    type Element = T;

    #[inline(always)]
    fn flat(&self) -> &[T] {
        self
    }
}

macro_rules! lending {
    ($([$($generics:tt)*] $lending:ty, $flat:ty;)*) => { $(
        impl<$($generics)*> Flat for $lending {
            type Element = <$flat as Flat>::Element;

            #[inline(always)]
            fn flat(&self) -> &[Self::Element] {
                <$flat as Flat>::flat(self)
            }
        }
    )* };
}

lending! {
    [T] Vec<T>, [T];
    [F: Flat + ?Sized] &F, F;
    [F: Flat + ?Sized] &mut F, F;
    [F: Flat + ?Sized] Box<F>, F;
    [F: Flat + ?Sized] Rc<F>, F;
    [F: Flat + ?Sized] Arc<F>, F;
}

/// Slices are cut.
pub trait ByCut<'a> {
    /// Of the slice.
    type Element;

    /// One more than the highest index.
    fn reach(&self) -> usize;

    /// The elements from `start` on, which exist.
    fn window(&self, start: usize, length: usize) -> &'a [Self::Element];
}

impl<'a, A: Flat + ?Sized> ByCut<'a> for &&Window<'a, A> {
    type Element = A::Element;

    #[inline(always)]
    fn reach(&self) -> usize {
        self.0.flat().len()
    }

    #[inline(always)]
    fn window(&self, start: usize, length: usize) -> &'a [A::Element] {
        &self.0.flat()[start..start + length]
    }
}

/// What is indexed in its own way is read where it is.
pub trait ByIndex<'a> {
    /// What is indexed.
    type Indexed: ?Sized;

    /// Nothing is known of the highest index.
    fn reach(&self) -> usize {
        usize::MAX
    }

    /// The elements from `start` on.
    fn window(&self, start: usize, length: usize) -> Moved<'a, Self::Indexed>;
}

impl<'a, A: Index<usize> + ?Sized> ByIndex<'a> for &Window<'a, A> {
    type Indexed = A;

    #[inline(always)]
    fn window(&self, start: usize, _: usize) -> Moved<'a, A> {
        Moved { indexed: self.0, start }
    }
}

/// What leads to a slice is cut.
pub trait ByDeref<'a> {
    /// Of the slice.
    type Element;

    /// One more than the highest index.
    fn reach(&self) -> usize;

    /// The elements from `start` on, which exist.
    fn window(&self, start: usize, length: usize) -> &'a [Self::Element];
}

impl<'a, A: Deref<Target: Flat> + ?Sized> ByDeref<'a> for Window<'a, A> {
    type Element = <A::Target as Flat>::Element;

    #[inline(always)]
    fn reach(&self) -> usize {
        self.0.deref().flat().len()
    }

    #[inline(always)]
    fn window(&self, start: usize, length: usize) -> &'a [Self::Element] {
        &self.0.deref().flat()[start..start + length]
    }
}

/// Something whose indices count from elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Moved<'a, A: ?Sized> {
    indexed: &'a A,
    start: usize,
}

impl<A: Index<usize> + ?Sized> Index<usize> for Moved<'_, A> {
    type Output = A::Output;

    #[inline(always)]
    fn index(&self, at: usize) -> &A::Output {
        &self.indexed[self.start + at]
    }
}

#[cfg(test)]
#[expect(clippy::needless_borrow, reason = "the way is found by autoref")]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    struct Own(Vec<u8>);

    impl Deref for Own {
        type Target = Vec<u8>;

        fn deref(&self) -> &Vec<u8> {
            &self.0
        }
    }

    struct Doubled(Own);

    impl Index<usize> for Doubled {
        type Output = u8;

        fn index(&self, at: usize) -> &u8 {
            &self.0[2 * at]
        }
    }

    impl Deref for Doubled {
        type Target = Own;

        fn deref(&self) -> &Own {
            &self.0
        }
    }

    #[test]
    fn windows_read_what_an_index_reads() {
        let array = [1_u8, 2, 3, 4, 5, 6, 7, 8];
        let (slice, vector, boxed): (&[u8], _, Box<[u8]>) = (&array, array.to_vec(), Box::new(array));
        let (deque, own) = (VecDeque::from(array), Own(array.to_vec()));
        let doubled = Doubled(Own(array.to_vec()));
        assert_eq!((&&&Window(&array)).window(2, 3)[1], array[3]);
        assert_eq!((&&&Window(&slice)).window(2, 3)[1], slice[3]);
        assert_eq!((&&&Window(&vector)).window(2, 3)[1], vector[3]);
        assert_eq!((&&&Window(&boxed)).window(2, 3)[1], boxed[3]);
        assert_eq!((&&&Window(&deque)).window(2, 3)[1], deque[3]);
        assert_eq!((&&&Window(&own)).window(2, 3)[1], own[3]);
        assert_eq!((&&&Window(&doubled)).window(2, 3)[1], doubled[3]);
        assert_eq!((&&&Window(&own)).reach(), 8);
        assert_eq!((&&&Window(&doubled)).reach(), usize::MAX, "it has an index of its own");
    }
}
