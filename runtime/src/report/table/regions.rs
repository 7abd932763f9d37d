//! The section of regions: which loops with `#[parallel]` ran on several threads, and what that gained.

use core::cmp::Reverse;

use super::grid::{Column, Content, Grid};
use super::text::printable;
use super::units::{grouped, time};
use super::{Style, View, title};
use crate::report::data::{Region, Report};
use crate::report::sink::Sink;

pub(super) fn paint(out: &mut Sink<'_>, report: &Report, view: &View) {
    if report.regions.is_empty() {
        return;
    }
    let mut rows: Vec<&Region> = report.regions.iter().collect();
    rows.sort_by_key(|region| Reverse(region.wall_ns));
    rows.truncate(view.top.unwrap_or(usize::MAX));
    let count = |head, rank, cell: fn(&Region) -> u64| Column::figures(head, rank, &rows, |r| grouped(cell(r)));
    let rate = |head, rank, cell: fn(&Region) -> Option<f64>| {
        Column::figures(head, rank, &rows, |r| cell(r).map_or_else(String::new, |rate| format!("{rate:.2}")))
    };
    title(out, view, "regions", "");
    let place = |r: &&Region| printable(&format!("{}:{}", r.name, r.line));
    let why = |r: &&Region| r.why_serial.as_deref().map(printable).unwrap_or_default();
    let columns = [
        Column::new("region", 0, Content::Name, rows.iter().map(place).collect()),
        count("runs", 0, |r| r.runs),
        count("items", 1, |r| r.items),
        count("parallel", 0, |r| r.parallel_runs),
        rate("cores", 2, |r| r.cores_mean),
        rate("imbalance", 4, |r| r.imbalance),
        rate("speed-up", 3, |r| r.speedup_estimate),
        Column::figures("time", 0, &rows, |r| r.wall_ns.map(time).unwrap_or_default()),
        Column::new("why serial", 5, Content::Text, rows.iter().map(why).collect()),
    ];
    Grid::new(columns).paint(out, view, |_| Style::Plain);
}
