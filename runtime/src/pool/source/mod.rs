// unsafe: states what whoever cuts a source into chunks promises.
//! What a parallel loop goes over: something that is cut into chunks, each of which is a plain iterator.

mod beside;
mod range;
mod slice;
mod window;

pub use beside::{Beside, Indexed};
pub use window::{ByCut, ByDeref, ByIndex, Flat, Moved, Window};

/// A sequence of known length that threads cut chunks from.
///
/// # Safety
///
/// Chunks that do not overlap may be used by different threads at the same time.
pub unsafe trait Source: Sync {
    /// Some items in a row.
    type Chunk;
    /// What the user wrote.
    type Plain;

    /// How many items there are.
    fn length(&self) -> usize;

    /// The items from `start` on.
    ///
    /// # Safety
    ///
    /// They exist, and no item is in two chunks.
    unsafe fn chunk(&self, start: usize, length: usize) -> Self::Chunk;

    /// Itself, for the loop as it was written.
    fn plain(self) -> Self::Plain;
}

/// What `par(..)` can go over.
#[diagnostic::on_unimplemented(
    message = "`par(..)` cannot go over `{Self}`",
    note = "it goes over ranges of integers, slices, arrays and vectors, by `iter`, `iter_mut`, `chunks`, \
            `chunks_exact` and their `_mut` forms, `zip` and `enumerate`; collect anything else into a `Vec` first"
)]
pub trait Sourced {
    /// What is cut.
    type Source: Source;

    /// As something to cut.
    fn sourced(self) -> Self::Source;
}

/// What a parallel loop goes over.
#[inline(always)]
pub fn source<S: Sourced>(items: S) -> S::Source {
    items.sourced()
}
