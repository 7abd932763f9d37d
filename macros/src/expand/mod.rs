//! Plans become tokens. Nothing here fails.

mod asyncs;
mod container;
mod returns;
pub(crate) mod timed;
mod wrap;
