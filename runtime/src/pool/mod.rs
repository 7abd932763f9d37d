//! The engine of `#[parallel]`. `README.md` beside this file says how an expansion calls it.

mod batches;
mod cost;
mod counts;
mod crew;
mod fold;
mod forced;
mod lowest;
mod map;
#[cfg(feature = "progress")]
mod progress;
mod region;
mod registry;
mod source;
mod sync;
mod task;
mod team;
mod time;
mod turn;
mod widest;

pub use crate::width::force_width;
pub use batches::batches;
pub(crate) use cost::break_even;
pub use fold::{
    Always, And, Concatenate, Declared, Elements, Greatest, Histogram, Lanes, Least, Neutral, Number, One, Operator,
    Or, Order, Product, Reduce, Reduction, Sum, Xor, concatenated, declared, elementwise, reduction,
};
pub use forced::force_shared;
pub use map::{map, map_with};
pub use region::{Attempt, Done, Fallible, Iteration, Region};
pub(crate) use region::{Shape, Why};
pub(crate) use registry::{Row, forget, rows};
pub use source::{
    Beside, ByCut, ByDeref, ByIndex, ByItself, Chunks, ChunksExact, ChunksExactMut, ChunksMut, Counted, Cut, Enumerate,
    Flat, Indexed, Integer, Source, Sourced, Window, Zip, chunks, chunks_exact, chunks_exact_mut, chunks_mut,
    enumerate, first, fits, length, nth, plain, source, with, zip,
};
pub use task::{Scope, ScopedTask, Stream, Task, TaskError, Tasks, checkpoint, scope, stream};
pub(crate) use task::{forget_tasks, tasks};
pub use turn::Turn;

/// The width of a floating reduction: how many elements in a row go into different lanes.
pub const LANES: usize = 32;
