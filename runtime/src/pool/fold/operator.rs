//! The operations that loops reduce by.

use core::num::Wrapping;
use core::ops;

use super::reduction::Lanes;

/// A number that loops reduce to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is reduced here, and only numbers are known to start from nothing",
    note = "declare the reduction: `#[reduce(..)]` on the `let` says what to start from and how to join two parts"
)]
pub trait Number: Copy + Send + Sync {
    /// Whether the order of operations shows in the result.
    const ORDERED: bool;
    /// Where the partial results of a block are kept.
    type Lanes: Lanes<Self>;
}

/// An operation by which a loop reduces.
pub trait Operator<T> {
    /// What a part starts from, when the whole starts from `incoming`.
    fn seed(incoming: T) -> T;

    /// What two parts are together.
    fn join(left: T, right: T) -> T;
}

macro_rules! operators {
    ($($(#[$docs:meta])* $name:ident: $bound:path, |$incoming:ident| $seed:expr, |$l:ident, $r:ident| $join:expr;)*) => {
        $(
            $(#[$docs])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl<T: Number + Neutral + $bound> Operator<T> for $name {
                #[inline(always)]
                fn seed($incoming: T) -> T {
                    $seed
                }

                #[inline(always)]
                fn join($l: T, $r: T) -> T {
                    $join
                }
            }
        )*
    };
}

/// What changes nothing: the seeds of parts.
pub trait Neutral: Sized {
    /// Of `+`.
    const ZERO: Self;
    /// Of `*`.
    const ONE: Self;
    /// Of `|` and `^`.
    const NONE: Self;
    /// Of `&`.
    const ALL: Self;

    /// As the method of that name: of floats, the other one if one is NaN.
    fn least(self, other: Self) -> Self;
    /// As the method of that name: of floats, the other one if one is NaN.
    fn greatest(self, other: Self) -> Self;
}

// The standard operators are called by their traits, so that an overflow is checked as in the user's crate.
operators! {
    /// `+=` and `-=`.
    Sum: ops::Add<Output = T>, |_incoming| T::ZERO, |left, right| left + right;
    /// `*=`.
    Product: ops::Mul<Output = T>, |_incoming| T::ONE, |left, right| left * right;
    /// `&=`.
    And: ops::BitAnd<Output = T>, |_incoming| T::ALL, |left, right| left & right;
    /// `|=`.
    Or: ops::BitOr<Output = T>, |_incoming| T::NONE, |left, right| left | right;
    /// `^=`.
    Xor: ops::BitXor<Output = T>, |_incoming| T::NONE, |left, right| left ^ right;
    /// `x = x.min(..)`.
    Least: Copy, |incoming| incoming, |left, right| left.least(right);
    /// `x = x.max(..)`.
    Greatest: Copy, |incoming| incoming, |left, right| left.greatest(right);
}

macro_rules! numbers {
    ($($type:ty, $zero:expr, $one:expr, $none:expr, $all:expr, $ordered:expr, $lanes:ty;)*) => { $(
        impl Number for $type {
            const ORDERED: bool = $ordered;
            type Lanes = $lanes;
        }

        impl Neutral for $type {
            const ZERO: $type = $zero;
            const ONE: $type = $one;
            const NONE: $type = $none;
            const ALL: $type = $all;

            #[inline(always)]
            fn least(self, other: $type) -> $type {
                self.min(other)
            }

            #[inline(always)]
            fn greatest(self, other: $type) -> $type {
                self.max(other)
            }
        }
    )* };
}

macro_rules! integers {
    ($($type:ty)*) => {
        numbers! { $($type, 0, 1, 0, !0, false, super::reduction::One<$type>;)* }
        numbers! { $(Wrapping<$type>, Wrapping(0), Wrapping(1), Wrapping(0), Wrapping(!0), false,
            super::reduction::One<Wrapping<$type>>;)* }
    };
}

integers! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

numbers! {
    f32, -0.0, 1.0, 0.0, 0.0, true, super::reduction::Row<f32>;
    f64, -0.0, 1.0, 0.0, 0.0, true, super::reduction::Row<f64>;
    bool, false, true, false, true, false, super::reduction::One<bool>;
}
