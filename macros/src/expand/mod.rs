//! Plans become tokens. Nothing here fails.

mod asyncs;
mod lines;
pub(crate) mod measured;
pub(crate) mod memo;
mod returns;
mod wrap;
