//! `#[parallel]`, proven: the bits of reductions, every form of a loop against the plain loop, and all of it at once from
//! many threads. With `SOAK_MINUTES` in the environment (`cargo xtask soak`) the same with larger numbers.
#![allow(clippy::needless_range_loop, reason = "the loops are written as `#[parallel]` takes them")]

mod forms;
mod order;
mod processes;
mod random;
mod soak;

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Once;
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

/// Says nothing of the panics that tests make on purpose, of which there are thousands.
fn expect_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = take_hook();
        set_hook(Box::new(move |panic| {
            if !is_on_purpose(panic) {
                hook(panic);
            }
        }));
    });
}

/// The number of an item, an item of a certain number, an overflow, an index that does not fit.
fn is_on_purpose(panic: &PanicHookInfo<'_>) -> bool {
    let text = panic.payload_as_str().unwrap_or_default();
    let begins = ["at item ", "attempt to add with", "attempt to multiply with", "index out of bounds"];
    panic.payload().is::<usize>() || begins.iter().any(|begin| text.starts_with(begin))
}
