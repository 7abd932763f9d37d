//! Reductions that the user declares: any associative operation with something to start from.

use core::fmt;
use core::marker::PhantomData;

use super::operator::{Number, Operator};
use super::reduction::Reduce;

/// A variable that a loop reduces to in a way of its own. Its parts are those of a floating reduction, joined in order.
pub struct Declared<S, J, K = Always> {
    seed: S,
    join: J,
    kind: PhantomData<fn() -> K>,
}

/// Whether the order of parts shows in the result.
pub trait Order {
    /// If so.
    const ORDERED: bool;
}

/// It does.
#[derive(Clone, Copy, Debug)]
pub enum Always {}

impl Order for Always {
    const ORDERED: bool = true;
}

/// It does as in a reduction to `T`.
#[derive(Debug)]
pub struct Elements<T>(PhantomData<T>);

impl<T: Number> Order for Elements<T> {
    const ORDERED: bool = T::ORDERED;
}

impl<S, J, K> fmt::Debug for Declared<S, J, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared").finish_non_exhaustive()
    }
}

/// The reduction of a variable whose parts start from what `seed` makes, and are joined by `join`.
#[inline(always)]
pub fn declared<T, S: Fn() -> T + Sync, J: Fn(T, T) -> T + Sync>(seed: S, join: J) -> Declared<S, J> {
    Declared { seed, join, kind: PhantomData }
}

impl<T, K, S: Fn() -> T + Sync, J: Fn(T, T) -> T + Sync> Declared<S, J, K> {
    /// The running result, out of its place for the time of a chunk.
    #[inline(always)]
    pub fn take(&self, lanes: &mut Option<T>) -> T {
        lanes.take().unwrap_or_else(&self.seed)
    }

    /// Puts it back.
    #[inline(always)]
    pub fn put(&self, lanes: &mut Option<T>, value: T) {
        *lanes = Some(value);
    }

    /// The variable's value after the loop.
    #[inline(always)]
    pub fn finish(&self, incoming: T, total: T) -> T {
        (self.join)(incoming, total)
    }
}

impl<T: Send, K: Order, S: Fn() -> T + Sync, J: Fn(T, T) -> T + Sync> Reduce for Declared<S, J, K> {
    const ORDERED: bool = K::ORDERED;
    const LANED: bool = false;
    type Lanes = Option<T>;
    type Partial = T;

    #[inline(always)]
    fn lanes(&self) -> Option<T> {
        None
    }

    #[inline(always)]
    fn close(&self, lanes: &mut Option<T>) -> T {
        lanes.take().unwrap_or_else(&self.seed)
    }

    #[inline(always)]
    fn close_all<const N: usize>(&self, lanes: [&mut Option<T>; N]) -> [T; N] {
        lanes.map(|lanes| self.close(lanes))
    }

    #[inline(always)]
    fn join(&self, left: T, right: T) -> T {
        (self.join)(left, right)
    }
}

/// Numbers side by side: arrays, vectors, boxed slices.
pub trait Histogram<T>: AsRef<[T]> + AsMut<[T]> + Clone {}

impl<T: Clone, const N: usize> Histogram<T> for [T; N] {}
impl<T: Clone> Histogram<T> for Vec<T> {}
impl<T: Clone> Histogram<T> for Box<[T]> {}

/// The reduction of numbers side by side, element by element.
#[inline]
pub fn elementwise<O: Operator<T>, T: Number, C: Histogram<T> + Send + Sync>(
    _: O,
    incoming: &C,
) -> Declared<impl Fn() -> C + Sync + use<O, T, C>, impl Fn(C, C) -> C + Sync + use<O, T, C>, Elements<T>> {
    let mut seed = incoming.clone();
    seed.as_mut().iter_mut().for_each(|element| *element = O::seed(*element));
    let join = |mut left: C, right: C| {
        let pairs = left.as_mut().iter_mut().zip(right.as_ref());
        pairs.for_each(|(left, right)| *left = O::join(*left, *right));
        left
    };
    Declared { seed: move || seed.clone(), join, kind: PhantomData }
}

/// What is made longer by what another one has.
pub trait Concatenate: Default {
    /// With all that the other one has behind it.
    fn concatenate(self, other: Self) -> Self;
}

macro_rules! concatenate {
    ($([$($generics:tt)*] $collection:ty;)*) => { $(
        impl<$($generics)*> Concatenate for $collection {
            fn concatenate(mut self, other: Self) -> Self {
                self.extend(other);
                self
            }
        }
    )* };
}

concatenate! {
    [T] Vec<T>;
    [T] std::collections::VecDeque<T>;
    [T] std::collections::LinkedList<T>;
    [T: Ord] std::collections::BTreeSet<T>;
    [T: Ord] std::collections::BinaryHeap<T>;
    [K: Ord, V] std::collections::BTreeMap<K, V>;
    [T: Eq + core::hash::Hash, S: core::hash::BuildHasher + Default] std::collections::HashSet<T, S>;
    [K: Eq + core::hash::Hash, V, S: core::hash::BuildHasher + Default] std::collections::HashMap<K, V, S>;
}

impl Concatenate for String {
    fn concatenate(mut self, other: String) -> String {
        self.push_str(&other);
        self
    }
}

/// The reduction of a collection that the loop appends to, in the order of the items.
#[inline]
pub fn concatenated<C: Concatenate>(
    _: &C,
) -> Declared<impl Fn() -> C + Sync + use<C>, impl Fn(C, C) -> C + Sync + use<C>> {
    declared(C::default, C::concatenate)
}
