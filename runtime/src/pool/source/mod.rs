// unsafe: states what whoever cuts a source into chunks promises.
//! What a parallel loop goes over: something that is cut into chunks, each of which is a plain iterator.

mod beside;
mod chain;
mod chunks;
mod range;
mod slice;
mod window;

pub use beside::{Beside, Indexed, fits, with};
pub use chain::{Enumerate, Zip, enumerate, zip};
pub use chunks::{Chunks, ChunksExact, ChunksExactMut, ChunksMut, chunks, chunks_exact, chunks_exact_mut, chunks_mut};
pub use range::{Counted, Integer, first, nth};
pub use window::{ByCut, ByDeref, ByIndex, ByItself, Flat, Window};

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
    /// `length` is not 0, they exist, and no item is in two chunks.
    unsafe fn chunk(&self, start: usize, length: usize) -> Self::Chunk;

    /// Itself, for the loop as it was written.
    fn plain(self) -> Self::Plain;
}

/// Where a chunk was cut.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// How many items are before it.
    pub start: usize,
    /// How many it has; never 0.
    pub length: usize,
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

/// How many items there are.
#[inline(always)]
pub fn length<S: Source>(items: &S) -> usize {
    items.length()
}

/// The items for the loop as it was written.
#[inline(always)]
pub fn plain<S: Source>(items: S) -> S::Plain {
    items.plain()
}
