//! Regions as an expansion writes them, against the plain loop. `src/pool/README.md` has the same code with comments.

use bedeck_runtime::pool::{self, ByCut as _, Done, Region, Turn, Window};
use bedeck_runtime::{Origin, Site};

/// The static and the thread-local of a region.
macro_rules! region {
    ($region:ident, $turn:ident) => {
        static $region: Region = {
            enum Here {}
            const SITE: Site = Origin.site::<Here>();
            Region::new(SITE)
        };
        std::thread_local! { static $turn: Turn = const { Turn::new() } }
    };
}

mod loops;
mod sums;

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
const OFTEN: usize = 200;
