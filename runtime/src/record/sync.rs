//! The atomics of the hand-overs between threads. `tests/model.rs` puts those of a model checker in their place.

pub(super) use core::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
