//! The engine of `#[parallel]`. `README.md` beside this file says how an expansion calls it.

mod cost;
mod counts;
mod crew;
mod fold;
mod forced;
mod map;
mod region;
mod registry;
mod source;
mod task;
mod team;
mod time;
mod turn;
mod widest;

pub(crate) use cost::CALLING;
pub use fold::{
    Always, And, Concatenate, Declared, Elements, Greatest, Histogram, Lanes, Least, Neutral, Number, One, Operator,
    Or, Order, Product, Reduce, Reduction, Sum, Xor, concatenated, declared, elementwise, reduction,
};
pub use forced::{force_shared, force_width};
pub use map::{map, map_with};
pub(crate) use region::Why;
pub use region::{Attempt, Done, Fallible, Iteration, Region};
pub(crate) use registry::{Row, forget, rows};
pub use source::{
    Beside, ByCut, ByDeref, ByIndex, ByItself, Chunks, ChunksExact, ChunksExactMut, ChunksMut, Counted, Cut, Enumerate,
    Flat, Indexed, Integer, Source, Sourced, Window, Zip, chunks, chunks_exact, chunks_exact_mut, chunks_mut,
    enumerate, first, fits, length, nth, plain, source, with, zip,
};
pub use task::{Stream, Task, TaskError, checkpoint, stream};
pub use turn::Turn;

/// The width of a floating reduction: how many elements in a row go into different lanes.
pub const LANES: usize = 32;
