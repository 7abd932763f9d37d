//! The atomics of the hand-over, which the model checker replaces by its own.

#[cfg(not(loom))]
pub(super) use core::sync::atomic::{AtomicBool, Ordering};
#[cfg(loom)]
pub(super) use loom::sync::atomic::{AtomicBool, Ordering};
