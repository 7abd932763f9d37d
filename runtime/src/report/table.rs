//! The table for people: one row a function, as many columns as fit, and below it what to make of the figures.

mod columns;
mod text;
mod units;

use std::collections::HashMap;

use self::columns::{Column, columns};
use self::text::{padded, printable, shortened, width_of};
use self::units::{count, grouped, time};
use super::data::{Function, Report, Thread};

/// How a table is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    /// The terminal's columns; `None` takes as many as there are.
    pub(super) width: Option<usize>,
    pub(super) colour: bool,
    /// Rows that `top` cut off.
    pub(super) left_out: usize,
}

/// A name is never cut below this, however narrow the terminal.
const NAME_WIDTH: usize = 24;
/// The less important columns go before a name is cut below this.
const GOOD_NAME_WIDTH: usize = 48;
/// From this rank on columns are less important.
const MINOR: u8 = 7;
const GAP: &str = "  ";

pub(super) fn paint(report: &Report, view: &View) -> String {
    let mut text = title(report, view);
    if report.functions.is_empty() {
        text.push_str("no decorated function ran, or none that the filter fits\n");
    } else {
        functions(&mut text, report, view);
    }
    threads(&mut text, report, view);
    notes(report, view).iter().for_each(|note| line(&mut text, &view.style(Style::Dim, note)));
    text
}

/// What a piece of text is, for terminals with colours.
#[derive(Clone, Copy)]
enum Style {
    Plain,
    Bold,
    Dim,
    Alarm,
}

impl View {
    fn style(&self, style: Style, text: &str) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Alarm => "31",
            Style::Plain => return text.to_owned(),
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Adds a line without blanks at its end.
fn line(text: &mut String, content: &str) {
    text.push_str(content.trim_end());
    text.push('\n');
}

fn title(report: &Report, view: &View) -> String {
    let wall = Some(report.wall_ns).filter(|ns| *ns > 0).map(|ns| time(ns).trim_end().to_owned());
    let pid = Some(report.pid).filter(|pid| *pid > 0).map(|pid| format!("pid {pid}"));
    let rest: String = wall.iter().chain(&pid).map(|part| format!("{GAP}{part}")).collect();
    let room = view.width.map_or(usize::MAX, |width| width.saturating_sub("bedeck".len() + GAP.len() + rest.len()));
    let command = shortened(&printable(&report.command), room.max(NAME_WIDTH));
    let command = if command.is_empty() { command } else { format!("{GAP}{command}") };
    format!("{}{command}{rest}\n", view.style(Style::Bold, "bedeck"))
}

fn functions(text: &mut String, report: &Report, view: &View) {
    let names = names(&report.functions);
    let longest = names.iter().map(|name| width_of(name)).max().unwrap_or(0).max("function".len());
    let mut columns = columns(report);
    if let Some(width) = view.width {
        fit(&mut columns, width.saturating_sub(longest.min(GOOD_NAME_WIDTH)), MINOR);
        fit(&mut columns, width.saturating_sub(longest.min(NAME_WIDTH)), 1);
    }
    let taken: usize = columns.iter().map(|column| GAP.len() + column.width()).sum();
    let room = view.width.map_or(longest, |width| longest.min(width.saturating_sub(taken).max(NAME_WIDTH)));
    let head: String = columns.iter().map(|column| format!("{GAP}{:>1$}", column.head, column.width())).collect();
    line(text, &view.style(Style::Dim, &format!("{}{head}", padded("function", room))));
    for (row, name) in names.iter().enumerate() {
        let cells: String = columns.iter().map(|column| cell(column, row, view)).collect();
        line(text, &format!("{}{cells}", padded(&shortened(name, room), room)));
    }
}

fn cell(column: &Column, row: usize, view: &View) -> String {
    let cell = column.cells.get(row).map_or("", String::as_str);
    let style = if column.alarm && cell != "0" { Style::Alarm } else { Style::Plain };
    format!("{GAP}{}", view.style(style, &format!("{cell:>0$}", column.width())))
}

/// Drops columns of at least this rank, the least important first, until the rest fits.
fn fit(columns: &mut Vec<Column>, room: usize, rank: u8) {
    while columns.iter().map(|column| GAP.len() + column.width()).sum::<usize>() > room {
        let Some(least) = (0..columns.len()).max_by_key(|at| columns[*at].rank).filter(|at| columns[*at].rank >= rank)
        else {
            return;
        };
        columns.remove(least);
    }
}

/// The names, and where a name is there twice, also the place.
fn names(functions: &[Function]) -> Vec<String> {
    let mut times: HashMap<&str, u32> = HashMap::new();
    functions.iter().for_each(|function| *times.entry(&function.name).or_default() += 1);
    let name = |function: &Function| match times[function.name.as_str()] {
        1 => printable(&function.name),
        _ => format!("{} ({}:{})", printable(&function.name), function.file, function.line),
    };
    functions.iter().map(name).collect()
}

/// One row a thread name, if there is more to say than "one thread".
fn threads(text: &mut String, report: &Report, view: &View) {
    let threads = &report.threads;
    if threads.iter().map(|thread| thread.threads).sum::<u64>() < 2 {
        return;
    }
    let name = |thread: &Thread| match (thread.name.as_str(), thread.threads) {
        ("", 1) => "(unnamed)".to_owned(),
        ("", n) => format!("(unnamed) x {}", grouped(n)),
        (name, 1) => printable(name),
        (name, n) => format!("{} x {}", printable(name), grouped(n)),
    };
    let names: Vec<String> = threads.iter().map(name).collect();
    let longest = names.iter().map(|name| width_of(name)).max().unwrap_or(0);
    let calls: Vec<String> = threads.iter().map(|thread| grouped(thread.calls)).collect();
    let digits = calls.iter().map(String::len).max().unwrap_or(0).max("calls".len());
    let room = view.width.map_or(longest, |width| longest.min(width.saturating_sub(digits + 13).max(NAME_WIDTH)));
    let busy = threads.iter().any(|thread| thread.busy_ns.is_some());
    let head = format!("{}{GAP}{:>digits$}{}", padded("thread", room), "calls", if busy { "       busy" } else { "" });
    text.push('\n');
    line(text, &view.style(Style::Dim, &head));
    for ((thread, name), calls) in threads.iter().zip(&names).zip(&calls) {
        let busy = thread.busy_ns.map(|ns| format!("{GAP}{:>9}", time(ns))).unwrap_or_default();
        line(text, &format!("{}{GAP}{calls:>digits$}{busy}", padded(&shortened(name, room), room)));
    }
    text.push('\n');
}

/// What the signs mean, and what the recording cost.
fn notes(report: &Report, view: &View) -> Vec<String> {
    let functions = &report.functions;
    let mut notes = Vec::new();
    if view.left_out > 0 {
        notes.push(format!("{} more functions are not shown (top={})", grouped(view.left_out as u64), functions.len()));
    }
    if let Some(most) = functions.iter().filter_map(|function| function.sample).max() {
        let least = functions.iter().filter_map(|function| function.sample).min().unwrap_or(most);
        let one_in = if least == most { most.to_string() } else { format!("{least} to {most}") };
        notes.push(format!("~ estimated from one call in {one_in}"));
    }
    if functions.iter().any(|function| function.below_resolution == Some(true)) {
        let resolution = time(report.clock_resolution_ns);
        notes.push(format!("< {} is the least that the clock can tell; `precise` tells more", resolution.trim_end()));
    }
    if report.wall_ns > 0 {
        notes.push(overhead(report));
    }
    notes
}

fn overhead(report: &Report) -> String {
    let recorded = recorded(&report.functions);
    let each = report.overhead_ns as f64 / recorded.max(1) as f64;
    let share = report.overhead_ns as f64 * 100.0 / report.wall_ns.max(1) as f64;
    format!(
        "overhead: {} calls x {} = {}, {share:.1} % of the run; clock resolution {}",
        count(recorded as f64),
        time(each.round() as u64).trim_end(),
        time(report.overhead_ns).trim_end(),
        time(report.clock_resolution_ns).trim_end(),
    )
}

/// How many calls or polls were timed, as far as a report tells.
fn recorded(functions: &[Function]) -> u64 {
    let recorded = |function: &Function| {
        let ended = function.calls.saturating_sub(function.open).max(function.polls.unwrap_or(0));
        ended / u64::from(function.sample.unwrap_or(1).max(1))
    };
    functions.iter().map(recorded).sum()
}

#[cfg(test)]
mod tests;
