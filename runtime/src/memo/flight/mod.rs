//! One run of the body for a key, however many callers wait for it, and no caller that waits for ever.
//!
//! A flight is one run of a body for a key. Who finds a flight for its key waits for it, unless the flight, by what its
//! runner waits for in turn, waits for the caller: then the caller computes the value itself.
//!
//! What waits for what is kept only while somebody waits (`graph.rs`):
//!
//! - a thread that blocks waits for one flight; every flight that runs on the thread waits with it;
//! - a future that waits inside the body of an async flight makes that flight wait, and those whose bodies it is nested in;
//! - an async flight that is not being polled is thought to need the thread that polled it last. That is more than true
//!   where an executor has many threads, and costs a computation too many at worst.

pub(super) mod bell;
pub(super) mod graph;
pub(super) mod signal;
mod sync;
pub(super) mod task;
#[cfg(test)]
mod tests;
pub(super) mod timer;
