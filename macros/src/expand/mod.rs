//! Plans become tokens. Nothing here fails.

mod asyncs;
mod lines;
mod returns;
pub(crate) mod timed;
mod wrap;
