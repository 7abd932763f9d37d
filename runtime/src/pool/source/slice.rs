// unsafe: hands out parts of one slice that do not overlap.
//! Slices, and what lends one.

use core::marker::PhantomData;
use core::{fmt, slice};

use super::{Source, Sourced};

/// The elements of a slice.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a, T>(&'a [T]);

impl<'a, T> Shared<'a, T> {
    #[inline(always)]
    pub(super) fn new(slice: &'a [T]) -> Shared<'a, T> {
        Shared(slice)
    }

    #[inline(always)]
    pub(super) fn length(&self) -> usize {
        self.0.len()
    }

    /// The elements from `start` on.
    ///
    /// # Safety
    ///
    /// They exist.
    #[inline(always)]
    pub(super) unsafe fn part(&self, start: usize, length: usize) -> &'a [T] {
        // SAFETY: the caller's promise.
        unsafe { self.0.get_unchecked(start..start + length) }
    }
}

// SAFETY: shared references may be used by all threads, as `T: Sync` says.
unsafe impl<'a, T: Sync> Source for Shared<'a, T> {
    type Chunk = slice::Iter<'a, T>;
    type Plain = slice::Iter<'a, T>;

    #[inline(always)]
    fn length(&self) -> usize {
        self.0.len()
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> slice::Iter<'a, T> {
        // SAFETY: the caller knows that they exist.
        unsafe { self.part(start, length) }.iter()
    }

    #[inline(always)]
    fn plain(self) -> slice::Iter<'a, T> {
        self.0.iter()
    }
}

/// The elements of a slice that is lent out in parts.
pub struct Exclusive<'a, T> {
    first: *mut T,
    length: usize,
    lent: PhantomData<&'a mut [T]>,
}

impl<T> fmt::Debug for Exclusive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exclusive").field("length", &self.length).finish_non_exhaustive()
    }
}

// SAFETY: it is a `&mut [T]` whose parts go to other threads, each to one, as `T: Send` says.
unsafe impl<T: Send> Send for Exclusive<'_, T> {}
// SAFETY: as above; by a shared reference one only gets at chunks, of which each element is in one.
unsafe impl<T: Send> Sync for Exclusive<'_, T> {}

impl<'a, T> Exclusive<'a, T> {
    #[inline(always)]
    pub(super) fn new(slice: &'a mut [T]) -> Exclusive<'a, T> {
        Exclusive { first: slice.as_mut_ptr(), length: slice.len(), lent: PhantomData }
    }

    #[inline(always)]
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The elements from `start` on.
    ///
    /// # Safety
    ///
    /// They exist, and no element is lent twice.
    #[inline(always)]
    pub(super) unsafe fn part(&self, start: usize, length: usize) -> &'a mut [T] {
        // SAFETY: within the slice that was lent to `new` for `'a`, and the caller's alone.
        unsafe { slice::from_raw_parts_mut(self.first.add(start), length) }
    }
}

// SAFETY: parts that do not overlap are exclusive, and `T: Send`.
unsafe impl<'a, T: Send> Source for Exclusive<'a, T> {
    type Chunk = slice::IterMut<'a, T>;
    type Plain = slice::IterMut<'a, T>;

    #[inline(always)]
    fn length(&self) -> usize {
        self.length
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> slice::IterMut<'a, T> {
        // SAFETY: the caller's promise is the same.
        unsafe { self.part(start, length) }.iter_mut()
    }

    #[inline(always)]
    fn plain(self) -> slice::IterMut<'a, T> {
        // SAFETY: all of it, once: `self` is gone.
        unsafe { self.part(0, self.length) }.iter_mut()
    }
}

macro_rules! lent {
    ($([$($generics:tt)*] $lent:ty => $source:ident, $name:ident: $slice:expr;)*) => { $(
        impl<'a, T: $source, $($generics)*> Sourced for $lent {
            type Source = lent!(@type $source 'a T);

            #[inline(always)]
            fn sourced(self) -> Self::Source {
                let $name = self;
                lent!(@make $source $slice)
            }
        }
    )* };
    (@type Sync $a:lifetime $t:ident) => { Shared<$a, $t> };
    (@type Send $a:lifetime $t:ident) => { Exclusive<$a, $t> };
    (@make Sync $slice:expr) => { Shared($slice) };
    (@make Send $slice:expr) => { Exclusive::new($slice) };
}

lent! {
    [] &'a [T] => Sync, lent: lent;
    [] &'a Vec<T> => Sync, lent: lent;
    [const N: usize] &'a [T; N] => Sync, lent: lent;
    [] slice::Iter<'a, T> => Sync, lent: lent.as_slice();
    [] &'a mut [T] => Send, lent: lent;
    [] &'a mut Vec<T> => Send, lent: lent;
    [const N: usize] &'a mut [T; N] => Send, lent: lent;
    [] slice::IterMut<'a, T> => Send, lent: lent.into_slice();
}
