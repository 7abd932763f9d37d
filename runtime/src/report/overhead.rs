//! What the recording costs, measured on the machine that records.

use std::sync::OnceLock;

use super::profile::Cost;
use crate::clock;
use crate::record::guard::enter;
use crate::record::line_clock::{line, line_enter};
use crate::record::profiled::enter_profiled;
use crate::record::profiled_full::enter_profiled_full;
use crate::record::thread::own_total;
use crate::site::{Lines, Origin, Site};

enum Here {}

/// Sites that nobody calls but the batches.
static TIMED: Site = Site::new::<Here>().hidden();
static PROFILED: Site = Site::new::<Here>().profiled().hidden();
static MARKED: Site = Site::new::<Here>().profiled().memory().hidden();
static LINES: Lines = Lines::new(&[Origin.line(0), Origin.line(0)], 0, None);
static LINED: Site = Site::new::<Here>().profiled().lines(&LINES).hidden();

/// Calls timed together; so many that the reads around them do not count.
const BATCH: u32 = if cfg!(miri) { 10 } else { 250 };
/// The fastest of so many batches is the one that nothing interrupted.
const BATCHES: u32 = 6;

/// The ticks that one recorded call of a `#[timed]` function costs: some 1,500 empty ones, measured at the first report.
pub(super) fn timed() -> f64 {
    static TICKS: OnceLock<u64> = OnceLock::new();
    // The first batch of a thread prepares its shard.
    let batch = || {
        let began = clock::ticks();
        (0..BATCH).for_each(|_| drop(enter(&TIMED)));
        clock::ticks().saturating_sub(began)
    };
    let ticks = TICKS.get_or_init(|| (0..BATCHES).map(|_| batch()).min().unwrap_or(0));
    *ticks as f64 / f64::from(BATCH)
}

/// The same of a `#[profiled]` one, by where the cost lies.
pub(super) fn profiled() -> Cost {
    static COST: OnceLock<Cost> = OnceLock::new();
    *COST.get_or_init(|| {
        let (whole, inside) = fastest(&PROFILED, || drop(enter_profiled(&PROFILED)));
        let (marked, _) = fastest(&MARKED, || drop(enter_profiled_full(&MARKED)));
        let of_one = |ticks: u64| ticks as f64 / f64::from(BATCH);
        Cost {
            inside: of_one(inside),
            outside: of_one(whole - inside),
            mark: of_one(marked.saturating_sub(whole)),
            tick: of_one((0..BATCHES).map(|_| ticks()).min().unwrap_or(0)),
        }
    })
}

/// The ticks of a batch of looks at a line clock.
fn ticks() -> u64 {
    let _guard = line_enter(&LINED);
    let began = clock::ticks();
    (0..BATCH).for_each(|_| line(&LINED, 1));
    clock::ticks().saturating_sub(began)
}

/// The ticks of the fastest batch of calls of `site`, and those of them that lie between the clock reads.
fn fastest(site: &'static Site, call: impl Fn()) -> (u64, u64) {
    let batch = || {
        let (inside, began) = (own_total(site), clock::ticks());
        (0..BATCH).for_each(|_| call());
        let whole = clock::ticks().saturating_sub(began);
        (whole, own_total(site).saturating_sub(inside).min(whole))
    };
    (0..BATCHES).map(|_| batch()).min().unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::scale;

    #[test]
    #[cfg(not(miri))] // whose calls take longer
    fn a_call_costs_something_and_less_than_a_microsecond_or_two() {
        drop(enter(&TIMED));
        drop(enter_profiled(&PROFILED));
        let cost = profiled();
        for ticks in [timed(), cost.inside + cost.outside] {
            let ns = scale().ns_f64(ticks);
            assert!(ns > 1.0 && ns < 20_000.0, "{ns}");
        }
        assert!(cost.inside > 0.0 && cost.mark < 20.0 * cost.whole(), "{cost:?}");
    }
}
