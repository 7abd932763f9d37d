//! Plans become tokens. Nothing here fails.

mod asyncs;
mod lines;
pub(crate) mod measured;
pub(crate) mod memo;
pub(crate) mod parallel;
mod returns;
mod wrap;
