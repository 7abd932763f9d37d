// unsafe: hands out parts of one slice that do not overlap.
//! A slice that the loop writes at its own index, cut where the items are cut.

use super::Source;
use super::slice::Exclusive;

/// Items that come with an index that counts up by one.
pub trait Indexed: Source {
    /// The index of the first one.
    fn first(&self) -> usize;
}

/// Whether something of this length has an element at each index.
#[inline(always)]
pub fn fits<S: Indexed>(items: &S, length: usize) -> bool {
    items.length() == 0 || length.checked_sub(items.first()).is_some_and(|rest| items.length() <= rest)
}

/// Items with a slice that is written at their indices.
///
/// # Panics
///
/// If it does not fit.
#[inline(always)]
pub fn with<S: Indexed, T: Send>(items: S, slice: &mut [T]) -> Beside<'_, S, T> {
    assert!(fits(&items, slice.len()), "a slice is cut only when it fits");
    let (first, length) = (items.first(), items.length());
    let slice = if length == 0 { &mut [] } else { &mut slice[first..first + length] };
    Beside { items, slice: Exclusive::new(slice) }
}

/// Items and a slice that is cut with them.
#[derive(Debug)]
pub struct Beside<'a, S, T> {
    items: S,
    slice: Exclusive<'a, T>,
}

impl<S: Indexed, T: Send> Indexed for Beside<'_, S, T> {
    #[inline(always)]
    fn first(&self) -> usize {
        self.items.first()
    }
}

// SAFETY: both are sources.
unsafe impl<'a, S: Indexed, T: Send> Source for Beside<'a, S, T> {
    type Chunk = (S::Chunk, &'a mut [T]);
    type Plain = S::Plain;

    #[inline(always)]
    fn length(&self) -> usize {
        self.slice.length()
    }

    #[inline(always)]
    unsafe fn chunk(&self, start: usize, length: usize) -> Self::Chunk {
        // SAFETY: both have the same length, and the caller's promise is the same.
        unsafe { (self.items.chunk(start, length), self.slice.part(start, length)) }
    }

    #[inline(always)]
    fn plain(self) -> S::Plain {
        self.items.plain()
    }
}
