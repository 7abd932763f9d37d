//! The reductions of one loop.

use core::fmt;
use core::marker::PhantomData;

use super::operator::{Number, Operator};
use crate::pool::LANES;

/// Where the running results of a block are kept.
pub trait Lanes<T> {
    /// All start from the same.
    fn from_seed(seed: T) -> Self;

    /// The running result of the element at this place of a block, which is taken modulo the number of lanes.
    fn get(&self, place: usize) -> T;

    /// Puts it back.
    fn set(&mut self, place: usize, value: T);

    /// All in one, in order.
    fn join(&self, join: impl Fn(T, T) -> T) -> T;

    /// The same of several.
    #[inline(always)]
    fn join_all<const N: usize>(all: [&Self; N], join: impl Fn(T, T) -> T) -> [T; N]
    where
        Self: Sized,
    {
        all.map(|lanes| lanes.join(&join))
    }
}

/// One running result, whatever the place.
#[derive(Clone, Copy, Debug)]
pub struct One<T>(T);

impl<T: Copy> Lanes<T> for One<T> {
    #[inline(always)]
    fn from_seed(seed: T) -> One<T> {
        One(seed)
    }

    #[inline(always)]
    fn get(&self, _: usize) -> T {
        self.0
    }

    #[inline(always)]
    fn set(&mut self, _: usize, value: T) {
        self.0 = value;
    }

    #[inline(always)]
    fn join(&self, _: impl Fn(T, T) -> T) -> T {
        self.0
    }
}

/// A running result a lane, on cache lines of their own: vectors that lie across two lines are slow to load and store.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Row<T>([T; LANES]);

impl<T: Copy> Lanes<T> for Row<T> {
    #[inline(always)]
    fn from_seed(seed: T) -> Row<T> {
        Row([seed; LANES])
    }

    #[inline(always)]
    fn get(&self, place: usize) -> T {
        self.0[place]
    }

    #[inline(always)]
    fn set(&mut self, place: usize, value: T) {
        self.0[place] = value;
    }

    #[inline(always)]
    fn join(&self, join: impl Fn(T, T) -> T) -> T {
        let [first, rest @ ..] = &self.0;
        rest.iter().fold(*first, |total, lane| join(total, *lane))
    }

    #[inline(always)]
    fn join_all<const N: usize>(all: [&Self; N], join: impl Fn(T, T) -> T) -> [T; N] {
        let mut totals = all.map(|lanes| lanes.0[0]);
        for lane in 1..LANES {
            for (total, lanes) in totals.iter_mut().zip(all) {
                *total = join(*total, lanes.0[lane]);
            }
        }
        totals
    }
}

/// All reductions of a loop together: one, or a tuple.
pub trait Reduce: Sync {
    /// Whether the result depends on the order.
    const ORDERED: bool;
    /// Whether the running results of neighbours are kept apart.
    const LANED: bool;
    /// Where the running results of a block are kept.
    type Lanes;
    /// What a block comes to.
    type Partial: Send;

    /// Where a block starts from.
    fn lanes(&self) -> Self::Lanes;

    /// What a block has come to.
    fn close(&self, lanes: &mut Self::Lanes) -> Self::Partial;

    /// The same of several at once.
    fn close_all<const N: usize>(&self, lanes: [&mut Self::Lanes; N]) -> [Self::Partial; N];

    /// What two parts in a row come to.
    fn join(&self, left: Self::Partial, right: Self::Partial) -> Self::Partial;
}

/// One variable that a loop reduces to, by one operation.
pub struct Reduction<O, T> {
    seed: T,
    operator: PhantomData<fn() -> O>,
}

impl<O, T: fmt::Debug> fmt::Debug for Reduction<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reduction").field("seed", &self.seed).finish()
    }
}

/// The reduction of a variable by an operation.
#[inline(always)]
pub fn reduction<O: Operator<T>, T: Number>(_: O, incoming: &T) -> Reduction<O, T> {
    Reduction { seed: O::seed(*incoming), operator: PhantomData }
}

impl<O: Operator<T>, T: Number> Reduction<O, T> {
    /// The running result for the element at this place of a chunk.
    #[inline(always)]
    pub fn get(&self, lanes: &T::Lanes, place: usize) -> T {
        lanes.get(place)
    }

    /// Puts it back.
    #[inline(always)]
    pub fn set(&self, lanes: &mut T::Lanes, place: usize, value: T) {
        lanes.set(place, value);
    }

    /// The variable's value after the loop.
    #[inline(always)]
    pub fn finish(&self, incoming: T, total: T) -> T {
        O::join(incoming, total)
    }
}

impl<O: Operator<T>, T: Number> Reduce for Reduction<O, T> {
    const ORDERED: bool = T::ORDERED;
    const LANED: bool = T::ORDERED;
    type Lanes = T::Lanes;
    type Partial = T;

    #[inline(always)]
    fn lanes(&self) -> T::Lanes {
        T::Lanes::from_seed(self.seed)
    }

    #[inline(always)]
    fn close(&self, lanes: &mut T::Lanes) -> T {
        lanes.join(O::join)
    }

    #[inline(always)]
    fn close_all<const N: usize>(&self, lanes: [&mut T::Lanes; N]) -> [T; N] {
        T::Lanes::join_all(lanes.map(|lanes| &*lanes), O::join)
    }

    #[inline(always)]
    fn join(&self, left: T, right: T) -> T {
        O::join(left, right)
    }
}

macro_rules! tuples {
    ($($($name:ident $at:tt)*;)*) => { $(
        impl<$($name: Reduce),*> Reduce for ($($name,)*) {
            const ORDERED: bool = $($name::ORDERED)||*;
            const LANED: bool = $($name::LANED)||*;
            type Lanes = ($($name::Lanes,)*);
            type Partial = ($($name::Partial,)*);

            #[inline(always)]
            fn lanes(&self) -> Self::Lanes {
                ($(self.$at.lanes(),)*)
            }

            #[inline(always)]
            fn close(&self, lanes: &mut Self::Lanes) -> Self::Partial {
                ($(self.$at.close(&mut lanes.$at),)*)
            }

            #[inline(always)]
            #[expect(non_snake_case, reason = "named as the types")]
            fn close_all<const N: usize>(&self, mut lanes: [&mut Self::Lanes; N]) -> [Self::Partial; N] {
                $(let mut $name = self.$at.close_all(lanes.each_mut().map(|lanes| &mut lanes.$at)).into_iter();)*
                core::array::from_fn(|_| ($($name.next().expect("as many as there are"),)*))
            }

            #[inline(always)]
            fn join(&self, left: Self::Partial, right: Self::Partial) -> Self::Partial {
                ($(self.$at.join(left.$at, right.$at),)*)
            }
        }
    )* };
}

tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 F 5;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}
