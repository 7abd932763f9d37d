//! The first section: one row a function, as many columns as fit.

use super::grid::{Cells, Column, Content, Grid};
use super::text::printable;
use super::units::{count, grouped, plural, time};
use super::{Sheet, Style, View, note};
use crate::report::data::{Before, Function};
use crate::report::names::{Names, Place};
use crate::report::sink::Sink;

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let Sheet { report, functions, names } = sheet;
    if functions.is_empty() {
        // What memos and loops did is told below.
        if !report.memos.is_empty() || !report.regions.is_empty() {
            return;
        }
        return note(out, view, Style::Plain, "no decorated function ran, or none that the filter fits");
    }
    let rows = || functions.iter().copied();
    let name = |f: &Function| shown(names, (&f.name, f.file, f.line));
    let name = Column::new("function", 0, Content::Name, rows().map(name).collect());
    let figures = COLUMNS.iter().zip(figures(sheet)).map(|((head, rank, _), cells)| Column {
        alarm: ALARMS.contains(head),
        ..Column::new(head, *rank, Content::Figure, cells)
    });
    // What is only timed is found by its name; with call trees of many crates the place helps.
    let places = rows().any(|function| function.self_ns.is_some()).then(|| {
        let place = |f: &Function| format!("{}:{}", printable(f.file), f.line);
        Column::new("location", 12, Content::Place, rows().map(place).collect())
    });
    Grid::new([name].into_iter().chain(figures).chain(places)).paint(out, view, |_| Style::Plain);
    if view.left_out > 0 {
        let left_out = format!("{} not shown (top={})", plural(view.left_out, "more function"), functions.len());
        note(out, view, Style::Dim, &left_out);
    }
}

/// The cells of all columns. Row by row: a hundred thousand functions are not in the caches for every column anew.
fn figures(sheet: &Sheet<'_>) -> [Cells; COLUMNS.len()] {
    let mut all = COLUMNS.map(|_| Cells::for_rows(sheet.functions.len()));
    for function in &sheet.functions {
        let row = Row {
            function,
            wall_ns: sheet.report.wall_ns,
            resolution_ns: sheet.report.clock_resolution_ns,
            is_compared: sheet.report.is_compared,
        };
        all.iter_mut().zip(&COLUMNS).for_each(|(cells, (_, _, cell))| cells.push(&cell(&row)));
    }
    all
}

/// The name, and where others have it too, also the place.
pub(super) fn shown(names: &Names<'_>, (name, file, line): Place<'_>) -> String {
    if names.is_shared(name) { format!("{} ({}:{line})", printable(name), printable(file)) } else { printable(name) }
}

/// What a cell is made from.
struct Row<'a> {
    function: &'a Function,
    wall_ns: u64,
    resolution_ns: u64,
    is_compared: bool,
}

impl Row<'_> {
    /// A sum of times.
    fn sum(&self, ns: Option<u64>) -> String {
        match (ns.map(time), self.function.sample) {
            (Some(time), Some(_)) => format!("~{time}"),
            (time, _) => time.unwrap_or_default(),
        }
    }

    /// The time of single calls, which cannot be told below the clock's resolution.
    fn single(&self, ns: Option<u64>) -> String {
        match ns {
            Some(ns) if !self.function.precise && ns < self.resolution_ns => format!("<{}", time(self.resolution_ns)),
            ns => self.sum(ns),
        }
    }

    /// The part of the run, for self times too, so that both shares of a function compare: the self times of one thread
    /// add up to the part of the run that was profiled.
    fn share(&self, ns: Option<u64>) -> String {
        ns.filter(|_| self.wall_ns > 0).map(|ns| share(ns, self.wall_ns)).unwrap_or_default()
    }

    /// All calls, and after a `/` those that were not below another call of the function, where that is not the same.
    fn calls(&self) -> String {
        calls(self.function.calls, self.function.primitive_calls)
    }

    /// A sum of times over a number of calls.
    fn each(&self, ns: Option<u64>, calls: u64) -> String {
        let each = |ns: u64| (ns as f64 / calls as f64).round() as u64;
        self.single(ns.filter(|_| calls > 0).map(each))
    }

    /// The cumulative time for each primitive call: only of recursive functions, for the others it is the mean.
    fn total_each(&self) -> String {
        let primitive = self.function.primitive_calls.filter(|primitive| *primitive < self.function.calls);
        primitive.map(|primitive| self.each(self.function.total_ns, primitive)).unwrap_or_default()
    }
}

/// `all`, or `all/primitive` where they differ.
pub(super) fn calls(all: u64, primitive: Option<u64>) -> String {
    match primitive {
        Some(primitive) if primitive != all => format!("{}/{}", grouped(all), grouped(primitive)),
        _ => grouped(all),
    }
}

/// How many per cent a part is.
pub(super) fn share(part: u64, whole: u64) -> String {
    // Of many functions most are less than half of the least that is told.
    if part.saturating_mul(2001) < whole {
        return "0.0".to_owned();
    }
    format!("{:.1}", part as f64 * 100.0 / whole.max(1) as f64)
}

/// Only what happened: `open`, `panics` and `cancelled` are blank at 0, and a column of blanks is not shown.
fn happened(count: u64) -> String {
    if count == 0 { String::new() } else { grouped(count) }
}

fn measured(count: Option<u64>) -> String {
    count.map(grouped).unwrap_or_default()
}

/// How far a figure is from what it was, in per cent; `new` where there was none.
fn change(f: &Function, now: Option<u64>, before: fn(&Before) -> Option<u64>) -> String {
    let (Some(now), Some(before)) = (now, f.before.as_ref().and_then(before)) else { return String::new() };
    match before {
        0 if now == 0 => "+0.0".to_owned(),
        0 => "new".to_owned(),
        _ => format!("{:+.1}", (now as f64 - before as f64) * 100.0 / before as f64),
    }
}

impl Row<'_> {
    /// The change of all calls, or `new` for a function that did not run before.
    fn calls_change(&self) -> String {
        match (&self.function.before, self.is_compared) {
            (None, true) => "new".to_owned(),
            _ => change(self.function, Some(self.function.calls), |before| Some(before.calls)),
        }
    }
}

type Cell = fn(&Row<'_>) -> String;

/// Heads, ranks and cells, in their order.
const COLUMNS: [(&str, u8, Cell); 32] = [
    ("calls", 0, |row| row.calls()),
    ("calls +-%", 2, |row| row.calls_change()),
    ("open", 1, |row| happened(row.function.open)),
    ("panics", 1, |row| happened(row.function.panics)),
    ("cancelled", 1, |row| happened(row.function.cancelled.unwrap_or(0))),
    ("ok", 3, |row| measured(row.function.ok)),
    ("err", 2, |row| measured(row.function.err)),
    ("peak", 3, |row| measured(row.function.in_flight_peak)),
    ("total", 0, |row| row.sum(row.function.total_ns)),
    ("total +-%", 0, |row| change(row.function, row.function.total_ns, |before| before.total_ns)),
    ("%", 0, |row| row.share(row.function.total_ns)),
    ("self", 1, |row| row.sum(row.function.self_ns)),
    ("self +-%", 1, |row| change(row.function, row.function.self_ns, |before| before.self_ns)),
    ("self %", 3, |row| row.share(row.function.self_ns)),
    ("net self", 2, |row| row.sum(row.function.net_self_ns)),
    ("busy", 4, |row| row.sum(row.function.busy_ns)),
    ("idle", 8, |row| row.sum(row.function.idle_ns)),
    ("polls", 9, |row| measured(row.function.polls)),
    ("cpu", 4, |row| row.sum(row.function.cpu_ns)),
    ("mean", 1, |row| row.single(row.function.mean_ns)),
    ("mean +-%", 1, |row| change(row.function, row.function.mean_ns, |before| before.mean_ns)),
    ("self/call", 8, |row| row.each(row.function.self_ns, row.function.calls)),
    ("total/call", 8, |row| row.total_each()),
    ("min", 7, |row| row.single(row.function.min_ns)),
    ("p50", 5, |row| row.single(row.function.p50_ns)),
    ("p50 +-%", 3, |row| change(row.function, row.function.p50_ns, |before| before.p50_ns)),
    ("p90", 8, |row| row.single(row.function.p90_ns)),
    ("p99", 5, |row| row.single(row.function.p99_ns)),
    ("p99.9", 10, |row| row.single(row.function.p999_ns)),
    ("max", 6, |row| row.single(row.function.max_ns)),
    ("stddev", 11, |row| row.sum(row.function.stddev_ns)),
    ("calls/s", 9, |row| row.function.per_second.map(count).unwrap_or_default()),
];
const ALARMS: [&str; 3] = ["panics", "cancelled", "err"];
