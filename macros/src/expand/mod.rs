//! Plans become tokens. Nothing here fails.

mod asyncs;
mod returns;
pub(crate) mod timed;
mod wrap;
