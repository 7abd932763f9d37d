//! Plans become tokens. Nothing here fails.

mod asyncs;
pub(crate) mod measured;
mod returns;
mod wrap;
