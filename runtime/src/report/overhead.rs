//! What the recording costs, measured on the machine that records.

use std::sync::OnceLock;

use crate::clock::{self, Scale};
use crate::record::guard::enter;
use crate::site::Site;

enum Here {}

/// A site that nobody calls but [`ticks_of_batch`].
static PROBE: Site = Site::new::<Here>().hidden();

/// Calls timed together; so many that the reads around them do not count.
const BATCH: u32 = if cfg!(miri) { 10 } else { 250 };
/// The fastest of so many batches is the one that nothing interrupted.
const BATCHES: u32 = 6;

/// The nanoseconds that one recorded call costs: some 1,500 empty ones, measured at the first report.
pub(super) fn ns_per_call(scale: Scale) -> f64 {
    static TICKS: OnceLock<u64> = OnceLock::new();
    // The first batch of a thread prepares its shard.
    let ticks = TICKS.get_or_init(|| (0..BATCHES).map(|_| ticks_of_batch()).min().unwrap_or(0));
    scale.ns_f64(*ticks as f64) / f64::from(BATCH)
}

fn ticks_of_batch() -> u64 {
    let began = clock::ticks();
    (0..BATCH).for_each(|_| drop(enter(&PROBE)));
    clock::ticks().saturating_sub(began)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::scale;

    #[test]
    #[cfg(not(miri))] // whose calls take longer
    fn a_call_costs_something_and_less_than_a_microsecond_or_two() {
        drop(enter(&PROBE));
        let ns = ns_per_call(scale());
        assert!(ns > 1.0 && ns < 20_000.0, "{ns}");
    }
}
