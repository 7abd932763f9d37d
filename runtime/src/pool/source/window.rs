//! What the loop reads at its own index, cut where the items are cut: then the compiler knows that no index is too large.

use core::ops::{Deref, Index};
use std::rc::Rc;
use std::sync::Arc;

/// Something that is read at the loop's index. `(&&&&Window(&a)).reach()`, `.window(..)` and `.key(..)` are those of the first of
/// [`ByCut`], [`ByIndex`], [`ByDeref`] and [`ByItself`] that there is for it.
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

    /// The index in the window of the item at this place.
    #[inline(always)]
    fn key<I>(&self, at: usize, _: I) -> usize {
        at
    }
}

impl<'a, A: Flat + ?Sized> ByCut<'a> for &&&Window<'a, A> {
    type Element = A::Element;

    #[inline(always)]
    fn reach(&self) -> usize {
        self.0.flat().len()
    }

    #[inline(always)]
    fn window(&self, start: usize, length: usize) -> &'a [Self::Element] {
        &self.0.flat()[start..start + length]
    }
}

/// What is indexed in its own way is read where it is.
pub trait ByIndex<'a> {
    /// What is indexed.
    type Indexed: ?Sized;

    /// Nothing is known of the highest index.
    #[inline(always)]
    fn reach(&self) -> usize {
        usize::MAX
    }

    /// All of it.
    fn window(&self, start: usize, length: usize) -> &'a Self::Indexed;

    /// The index of the item.
    #[inline(always)]
    fn key<I>(&self, _: usize, item: I) -> I {
        item
    }
}

impl<'a, A: Index<usize> + ?Sized> ByIndex<'a> for &&Window<'a, A> {
    type Indexed = A;

    #[inline(always)]
    fn window(&self, _: usize, _: usize) -> &'a A {
        self.0
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

    /// The index in the window of the item at this place.
    #[inline(always)]
    fn key<I>(&self, at: usize, _: I) -> usize {
        at
    }
}

impl<'a, A: Deref<Target: Flat> + ?Sized> ByDeref<'a> for &Window<'a, A> {
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

/// Everything else too, whatever its indices are.
pub trait ByItself<'a> {
    /// What is indexed.
    type Indexed: ?Sized;

    /// Nothing is known of the highest index.
    #[inline(always)]
    fn reach(&self) -> usize {
        usize::MAX
    }

    /// All of it.
    fn window(&self, start: usize, length: usize) -> &'a Self::Indexed;

    /// The index of the item.
    #[inline(always)]
    fn key<I>(&self, _: usize, item: I) -> I {
        item
    }
}

impl<'a, A: ?Sized> ByItself<'a> for Window<'a, A> {
    type Indexed = A;

    #[inline(always)]
    fn window(&self, _: usize, _: usize) -> &'a A {
        self.0
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

    /// Its indices are of another type.
    struct Days([u8; 8]);

    impl Index<u8> for Days {
        type Output = u8;

        fn index(&self, day: u8) -> &u8 {
            &self.0[usize::from(day)]
        }
    }

    #[test]
    fn windows_read_what_an_index_reads() {
        macro_rules! read {
            ($array:ident) => {{
                let window = &&&&Window(&$array);
                assert_eq!(window.window(2, 3)[window.key(1, 3)], $array[3]);
            }};
        }
        let array = [1_u8, 2, 3, 4, 5, 6, 7, 8];
        let (slice, vector, boxed): (&[u8], _, Box<[u8]>) = (&array, array.to_vec(), Box::new(array));
        let (deque, own) = (VecDeque::from(array), Own(array.to_vec()));
        let doubled = Doubled(Own(array.to_vec()));
        read!(array);
        read!(slice);
        read!(vector);
        read!(boxed);
        read!(deque);
        read!(own);
        read!(doubled);
        let lent = &doubled;
        read!(lent);
        let days = Days(array);
        assert_eq!((&&&&Window(&days)).window(2, 3)[(&&&&Window(&days)).key(1, 3_u8)], 4);
        assert_eq!((&&&&Window(&own)).reach(), 8);
        assert_eq!((&&&&Window(&doubled)).reach(), usize::MAX, "it has an index of its own");
    }
}
