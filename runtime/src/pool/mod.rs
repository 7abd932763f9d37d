//! The engine of `#[parallel]`. `README.md` beside this file says how an expansion calls it.

mod cost;
mod crew;
mod fold;
mod region;
mod source;
mod team;
mod time;
mod turn;

pub use fold::{
    And, Greatest, Lanes, Least, Number, One, Operator, Or, Product, Reduce, Reduction, Sum, Xor, reduction,
};
pub use region::{Done, Fallible, Region};
pub use source::{Beside, ByCut, ByDeref, ByIndex, Flat, Indexed, Moved, Source, Sourced, Window, source};
pub use turn::Turn;

/// The width of a floating reduction: how many elements in a row go into different lanes.
pub const LANES: usize = 32;
