//! Plans become tokens. Nothing here fails.

mod asyncs;
mod attributes;
mod lines;
pub(crate) mod measured;
pub(crate) mod memo;
pub(crate) mod parallel;
mod returns;
pub(crate) mod vectorize;
mod wrap;
