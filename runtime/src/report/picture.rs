//! The call trees as pictures: files that other programs open. Values are self times; whatever is put together from them
//! adds up.

#[cfg(feature = "svg")]
pub(super) mod flames;
pub(super) mod folded;
mod forest;
pub(super) mod pprof;
mod protobuf;
pub(super) mod speedscope;
pub(super) mod trace;

#[cfg(test)]
mod example;
