//! What a thread writes while the program runs. Nothing here knows that reports exist.

mod arena;
pub(crate) mod cell;
mod claim;
pub(crate) mod guard;
pub(crate) mod histogram;
mod identity;
mod leave;
pub(crate) mod read;
mod sequence;
mod shard;
mod sync;
pub(crate) mod thread;
