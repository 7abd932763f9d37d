//! Regions as an expansion writes them, against the plain loop. `src/pool/README.md` has the same code with comments.
#![allow(clippy::redundant_closure_call, reason = "each iteration is a closure of its own")]
#![allow(clippy::needless_range_loop, reason = "the loops are written as `#[parallel]` takes them")]
#![allow(clippy::borrow_deref_ref, clippy::needless_borrow, reason = "the way to a window is found by autoref")]

use bedeck_runtime::Origin;
use bedeck_runtime::pool::{self, ByCut as _, Done, Region, Turn, Window};

/// A region and this thread's turn at it.
macro_rules! region {
    ($region:ident, $turn:ident $(, $option:ident($value:expr))?) => {
        let ($region, $turn) = {
            enum Here {}
            static REGION: Region = Region::new(Origin.site::<Here>())$(.$option($value))?;
            std::thread_local! { static TURN: Turn = const { Turn::new() } }
            (&REGION, &TURN)
        };
    };
}

mod loops;
mod rows;
mod sums;
mod tasks;

/// What the user's `par` is.
fn par<I>(items: I) -> I {
    items
}

/// A xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Enough repetitions for a region to have run both alone and shared.
const OFTEN: usize = 100;
