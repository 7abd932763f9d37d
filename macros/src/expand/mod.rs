//! Plans become tokens. Nothing here fails.

mod asyncs;
mod lines;
pub(crate) mod measured;
mod returns;
mod wrap;
