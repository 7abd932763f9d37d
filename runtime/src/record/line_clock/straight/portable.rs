//! In plain Rust.

use super::super::Clock;
use crate::clock;
use crate::record::cell::{load, store};
use crate::site::Site;

/// Charges the line that runs, and goes on to this one, which is counted `hits` times.
#[inline(always)]
pub(in crate::record::line_clock) fn advance(clock: Clock, site: &'static Site, cell: u64, hits: u64) {
    if clock.serves(site, cell) {
        let now = clock::ticks();
        clock.charge(now);
        let line = clock.cell(cell);
        store!(line.hits, load!(line.hits) + hits);
        clock.stand_on(cell, now);
    }
}

/// Counts a line; `u64::MAX` takes one back.
#[inline(always)]
pub(in crate::record::line_clock) fn count(clock: Clock, site: &'static Site, cell: u64, hits: u64) {
    if clock.serves(site, cell) {
        let line = clock.cell(cell);
        store!(line.hits, load!(line.hits).wrapping_add(hits));
    }
}

/// Says which line runs.
#[inline(always)]
pub(in crate::record::line_clock) fn mark(clock: Clock, site: &'static Site, cell: u64) {
    if clock.serves(site, cell) {
        store!(clock.head().current, cell);
    }
}
