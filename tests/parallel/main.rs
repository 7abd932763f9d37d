//! `#[parallel]`, proven: the bits of reductions, every form of a loop against the plain loop, and all of it at once from
//! many threads. With `SOAK_MINUTES` in the environment (`cargo xtask soak`) the same with larger numbers.
#![allow(clippy::needless_range_loop, reason = "the loops are written as `#[parallel]` takes them")]

mod forms;
mod order;
mod processes;
mod random;
mod soak;

use std::time::Duration;

/// How long the soak may take, if all is to be run in full.
fn minutes() -> Option<Duration> {
    let minutes: f64 = std::env::var("SOAK_MINUTES").ok()?.parse().expect("SOAK_MINUTES is a number");
    Some(Duration::from_secs_f64(60.0 * minutes))
}

/// How often something is tried: seldom in `cargo test`.
fn often(seldom: usize, full: usize) -> usize {
    if minutes().is_some() { full } else { seldom }
}
