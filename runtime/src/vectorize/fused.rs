//! `a * b + c` with one rounding, where the processor has an instruction for it: what `#[vectorize(fast)]` allows.

use core::marker::PhantomData;

/// How products are added up.
pub trait Rounding {
    /// With one rounding, where both are floats.
    const FUSED: bool;
}

/// As it is written.
#[derive(Clone, Copy, Debug)]
pub enum Plain {}

/// With one rounding.
#[derive(Clone, Copy, Debug)]
pub enum Fused {}

/// With one rounding, if every processor of the target has the instruction: elsewhere it would be a slow call.
#[derive(Clone, Copy, Debug)]
pub enum AtBaseline {}

impl Rounding for Plain {
    const FUSED: bool = false;
}

impl Rounding for Fused {
    const FUSED: bool = true;
}

impl Rounding for AtBaseline {
    const FUSED: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));
}

/// Two factors and a term. `(&&terms::<M, _, _, _>(&a, &b, &c)).plus()` is that of [`ByFma`] for floats of one type, and that of
/// [`ByParts`] for everything else.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a, M, A, B, C>(&'a A, &'a B, &'a C, PhantomData<M>);

/// `a`, `b` and `c`.
#[inline(always)]
pub fn terms<'a, M, A, B, C>(a: &'a A, b: &'a B, c: &'a C) -> Terms<'a, M, A, B, C> {
    Terms(a, b, c, PhantomData)
}

/// Floats of one type.
pub trait ByFma {
    /// Their type.
    type Sum;

    /// `a * b + c`, if it is to be rounded once.
    fn plus(&self) -> Option<Self::Sum>;

    /// `a * b - c`
    fn minus(&self) -> Option<Self::Sum>;

    /// `c - a * b`
    fn from(&self) -> Option<Self::Sum>;
}

macro_rules! floats {
    ($($float:ty)*) => { $(
        impl<M: Rounding> ByFma for &Terms<'_, M, $float, $float, $float> {
            type Sum = $float;

            #[inline(always)]
            fn plus(&self) -> Option<$float> {
                if M::FUSED { Some(self.0.mul_add(*self.1, *self.2)) } else { None }
            }

            #[inline(always)]
            fn minus(&self) -> Option<$float> {
                if M::FUSED { Some(self.0.mul_add(*self.1, -*self.2)) } else { None }
            }

            #[inline(always)]
            fn from(&self) -> Option<$float> {
                if M::FUSED { Some((-*self.0).mul_add(*self.1, *self.2)) } else { None }
            }
        }
    )* };
}

floats!(f32 f64);

/// Everything else is computed as it is written.
pub trait ByParts {
    /// Nothing.
    #[inline(always)]
    fn plus<S>(&self) -> Option<S> {
        None
    }

    /// Nothing.
    #[inline(always)]
    fn minus<S>(&self) -> Option<S> {
        None
    }

    /// Nothing.
    #[inline(always)]
    fn from<S>(&self) -> Option<S> {
        None
    }
}

impl<M, A, B, C> ByParts for Terms<'_, M, A, B, C> {}
