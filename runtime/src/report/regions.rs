//! The rows of loops with `#[parallel]`.

use super::data::Region;
use crate::clock;
use crate::pool::{Row, Shape, Why, break_even, rows as regions};

/// One row a loop, in the order of first runs.
pub(super) fn rows() -> Vec<Region> {
    regions().iter().map(row).collect()
}

/// The same loops, and what they turned out to be.
pub(crate) fn shaped() -> Vec<(Region, Shape)> {
    regions().iter().map(|own| (row(own), own.region.shape())).collect()
}

fn row(row: &Row) -> Region {
    let (totals, site) = (row.totals, &row.region.site);
    let serial_runs = totals.runs - totals.shared;
    // What runs without a look at the clock took is told from what those with one took.
    let untimed = totals.untimed.saturating_mul(row.region.each()) / 1000;
    let part = |of: u64, whole: u64| (totals.shared > 0 && whole > 0).then(|| of as f64 / whole as f64);
    Region {
        name: site.name().to_owned(),
        file: site.place.file(),
        line: site.place.line(),
        runs: totals.runs,
        items: totals.items,
        parallel_runs: totals.shared,
        serial_runs,
        why_serial: (serial_runs > 0).then(|| why(row, serial_runs)),
        cores_mean: part(totals.busy_ns, totals.shared_ns),
        imbalance: part(totals.idle_ns, totals.busy_ns + totals.idle_ns),
        speedup_estimate: part(totals.serial_ns, totals.shared_ns),
        wall_ns: clock::AVAILABLE.then_some(totals.alone_ns + totals.shared_ns + untimed),
    }
}

fn why(row: &Row, serial_runs: u64) -> String {
    match row.region.why() {
        Why::Serial => "BEDECK=serial".to_owned(),
        Why::OneThread => "one thread".to_owned(),
        Why::Below(items) => format!("fewer than {items} items"),
        Why::AsWritten => "written so that it has to".to_owned(),
        Why::Cost => {
            let items = if row.totals.shared == 0 { row.totals.items / serial_runs } else { 0 };
            match (items, row.region.each()) {
                (0, _) | (_, 0) => "too little to gain".to_owned(),
                (items, each) => cheap(items, each, break_even(row.region.team_size())),
            }
        }
    }
}

fn cheap(items: u64, each: u64, break_even: u64) -> String {
    let us = |ns: u64| format!("{:.1} us", ns as f64 / 1000.0);
    let whole = items.saturating_mul(each) / 1000;
    let each = each as f64 / 1000.0;
    // Above, it depends on what was left when the cost was known.
    if whole >= break_even {
        return format!("{items} items x {each:.1} ns = {}, too little to gain", us(whole));
    }
    format!("{items} items x {each:.1} ns = {}, break-even {}", us(whole), us(break_even))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_loop_is_told_with_its_figures() {
        assert_eq!(cheap(640, 3_000, 45_200), "640 items x 3.0 ns = 1.9 us, break-even 45.2 us");
        assert_eq!(cheap(100_000, 3_000, 45_200), "100000 items x 3.0 ns = 300.0 us, too little to gain");
    }
}
