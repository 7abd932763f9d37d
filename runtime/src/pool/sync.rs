//! The atomics of the hand-overs between threads. `tests/pool_model.rs` puts those of a model checker in their place.

pub(super) use core::sync::atomic::{AtomicUsize, Ordering};
