//! The columns of the table: what stands in them, and which go first when there is no room.

use super::units::{count, grouped, time};
use crate::report::data::{Function, Report};

/// One column, painted.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) head: &'static str,
    /// The higher, the sooner it is dropped; 0 stays.
    pub(super) rank: u8,
    /// Whether anything but 0 in it is bad news.
    pub(super) alarm: bool,
    /// One a function; blank where nothing was measured.
    pub(super) cells: Vec<String>,
}

impl Column {
    /// Cells are ASCII.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().map(String::len).chain([self.head.len()]).max().unwrap_or(0)
    }
}

/// What a cell is made from.
struct Row<'a> {
    function: &'a Function,
    wall_ns: u64,
    resolution_ns: u64,
}

impl Row<'_> {
    /// A sum of times.
    fn sum(&self, ns: Option<u64>) -> String {
        ns.map(|ns| format!("{}{}", self.tilde(), time(ns))).unwrap_or_default()
    }

    /// The time of single calls, which cannot be told below the clock's resolution.
    fn single(&self, ns: Option<u64>) -> String {
        let below = self.function.below_resolution == Some(true);
        match ns {
            Some(ns) if below && ns < self.resolution_ns => format!("<{}", time(self.resolution_ns)),
            ns => self.sum(ns),
        }
    }

    fn tilde(&self) -> &'static str {
        if self.function.sample.is_some() { "~" } else { "" }
    }

    fn share(&self) -> String {
        let share = |ns: u64| format!("{:.1}", ns as f64 * 100.0 / self.wall_ns as f64);
        self.function.total_ns.filter(|_| self.wall_ns > 0).map(share).unwrap_or_default()
    }
}

/// Only what happened: `open`, `panics` and `cancelled` are blank at 0, and a column of blanks is not shown.
fn happened(count: u64) -> String {
    if count == 0 { String::new() } else { grouped(count) }
}

fn measured(count: Option<u64>) -> String {
    count.map(grouped).unwrap_or_default()
}

type Cell = fn(&Row<'_>) -> String;

/// Heads, ranks and cells, in their order.
const COLUMNS: [(&str, u8, Cell); 22] = [
    ("calls", 0, |row| grouped(row.function.calls)),
    ("open", 1, |row| happened(row.function.open)),
    ("panics", 1, |row| happened(row.function.panics)),
    ("cancelled", 1, |row| happened(row.function.cancelled.unwrap_or(0))),
    ("ok", 3, |row| measured(row.function.ok)),
    ("err", 2, |row| measured(row.function.err)),
    ("peak", 3, |row| measured(row.function.in_flight_peak)),
    ("total", 0, |row| row.sum(row.function.total_ns)),
    ("%", 0, |row| row.share()),
    ("busy", 4, |row| row.sum(row.function.busy_ns)),
    ("idle", 8, |row| row.sum(row.function.idle_ns)),
    ("polls", 9, |row| measured(row.function.polls)),
    ("cpu", 4, |row| row.sum(row.function.cpu_ns)),
    ("mean", 0, |row| row.single(row.function.mean_ns)),
    ("min", 7, |row| row.single(row.function.min_ns)),
    ("p50", 5, |row| row.single(row.function.p50_ns)),
    ("p90", 8, |row| row.single(row.function.p90_ns)),
    ("p99", 5, |row| row.single(row.function.p99_ns)),
    ("p99.9", 10, |row| row.single(row.function.p999_ns)),
    ("max", 6, |row| row.single(row.function.max_ns)),
    ("stddev", 11, |row| row.sum(row.function.stddev_ns)),
    ("calls/s", 9, |row| row.function.per_second.map(count).unwrap_or_default()),
];
const ALARMS: [&str; 3] = ["panics", "cancelled", "err"];

/// Seconds stand under each other without the place that keeps them flush with milliseconds.
fn flush(cells: Vec<String>) -> Vec<String> {
    let seconds = cells.iter().all(|cell| cell.is_empty() || cell.ends_with(' '));
    if seconds { cells.into_iter().map(|cell| cell.trim_end().to_owned()).collect() } else { cells }
}

/// The columns that have something to show.
pub(super) fn columns(report: &Report) -> Vec<Column> {
    let row = |function| Row { function, wall_ns: report.wall_ns, resolution_ns: report.clock_resolution_ns };
    let column = |(head, rank, cell): (&'static str, u8, Cell)| Column {
        head,
        rank,
        alarm: ALARMS.contains(&head),
        cells: flush(report.functions.iter().map(|function| cell(&row(function))).collect()),
    };
    let shown = |column: &Column| column.cells.iter().any(|cell| !cell.is_empty());
    COLUMNS.map(column).into_iter().filter(shown).collect()
}
