//! What a thread writes while the program runs. Nothing here knows that reports exist.

mod arena;
pub(crate) mod cell;
mod claim;
pub(crate) mod cpu;
pub(crate) mod distinct;
pub(crate) mod full;
pub(crate) mod guard;
pub(crate) mod histogram;
mod identity;
pub(crate) mod in_flight;
mod leave;
pub(crate) mod line_clock;
mod lines;
mod list;
pub(crate) mod log;
pub(crate) mod memory;
pub(crate) mod poll;
pub(crate) mod profiled;
pub(crate) mod profiled_full;
pub(crate) mod read;
pub(crate) mod sampled;
pub(crate) mod sequence;
mod shard;
pub(crate) mod sites;
mod sync;
mod tagged;
pub(crate) mod thread;
pub(crate) mod timeline;
pub(crate) mod tree;

#[cfg(test)]
mod tests;
