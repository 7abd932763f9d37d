//! How an argument is hashed, whatever its type has for it.

use core::hash::{Hash, Hasher};

use crate::hash::Fold;

/// An argument. Three traits, the first of which its type has, feed it; method look-up finds them in this order by the number
/// of `&` in front.
#[derive(Debug)]
pub struct Argument<'a, T: ?Sized>(pub &'a T);

/// Feeds an argument by its `Hash`.
pub trait ByHash {
    /// Feeds it; 0, since it has a hash.
    fn feed(&self, fold: &mut Fold) -> u64;
}

impl<T: Hash + ?Sized> ByHash for &&Argument<'_, T> {
    #[inline]
    fn feed(&self, fold: &mut Fold) -> u64 {
        self.0.hash(fold);
        0
    }
}

/// Feeds floats, which have no `Hash`, by their bits.
pub trait ByBits {
    /// Feeds it; 0, since it has a hash.
    fn feed(&self, fold: &mut Fold) -> u64;
}

impl<T: Bits + ?Sized> ByBits for &Argument<'_, T> {
    #[inline]
    fn feed(&self, fold: &mut Fold) -> u64 {
        self.0.bits(fold);
        0
    }
}

/// Leaves an argument out that has no hash.
pub trait ByNothing {
    /// 1: it has no hash.
    fn feed(&self, fold: &mut Fold) -> u64;
}

impl<T: ?Sized> ByNothing for Argument<'_, T> {
    #[inline]
    fn feed(&self, _: &mut Fold) -> u64 {
        1
    }
}

/// What is made of floats.
pub trait Bits {
    /// Feeds their bits.
    fn bits(&self, fold: &mut Fold);
}

impl Bits for f32 {
    fn bits(&self, fold: &mut Fold) {
        fold.write_u32(self.to_bits());
    }
}

impl Bits for f64 {
    fn bits(&self, fold: &mut Fold) {
        fold.write_u64(self.to_bits());
    }
}

impl<T: Bits> Bits for [T] {
    fn bits(&self, fold: &mut Fold) {
        fold.write_usize(self.len());
        self.iter().for_each(|element| element.bits(fold));
    }
}

impl<T: Bits, const N: usize> Bits for [T; N] {
    fn bits(&self, fold: &mut Fold) {
        self.iter().for_each(|element| element.bits(fold));
    }
}

impl<T: Bits> Bits for Vec<T> {
    fn bits(&self, fold: &mut Fold) {
        self.as_slice().bits(fold);
    }
}

impl<T: Bits + ?Sized> Bits for &T {
    fn bits(&self, fold: &mut Fold) {
        (**self).bits(fold);
    }
}

impl<T: Bits> Bits for Option<T> {
    fn bits(&self, fold: &mut Fold) {
        fold.write_u8(u8::from(self.is_some()));
        self.iter().for_each(|inner| inner.bits(fold));
    }
}
