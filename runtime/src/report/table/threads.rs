//! The section of threads: one row a thread name.

use super::functions::share;
use super::grid::{Column, Content, Grid};
use super::text::printable;
use super::units::{grouped, time};
use super::{Style, View, line, title};
use crate::report::data::{Report, Thread};
use crate::report::sink::Sink;
use crate::report::sums::total;

pub(super) fn paint(out: &mut Sink<'_>, report: &Report, view: &View) {
    let threads = &report.threads;
    // One thread alone is told by the rest of the report.
    if total(threads.iter().map(|thread| thread.threads)) < 2 {
        return;
    }
    let figures = |head, rank, cell: fn(&Thread) -> Option<u64>, unit: fn(u64) -> String| {
        Column::figures(head, rank, threads, |thread| cell(thread).map(unit).unwrap_or_default())
    };
    let part = |thread: &Thread| thread.unattributed_ns.zip(thread.wall_ns).map(|(ns, wall)| share(ns, wall));
    match view.markdown {
        true => title(out, view, "threads", ""),
        false => line(out, ""),
    }
    let columns = [
        Column::new("thread", 0, Content::Name, threads.iter().map(name).collect()),
        figures("calls", 0, |thread| Some(thread.calls), grouped),
        figures("wall", 2, |thread| thread.wall_ns, time),
        figures("busy", 1, |thread| thread.busy_ns, time),
        figures("unattributed", 0, |thread| thread.unattributed_ns, time),
        Column::figures("%", 1, threads, |thread| part(thread).unwrap_or_default()),
    ];
    Grid::new(columns).paint(out, view, |_| Style::Plain);
}

/// A thread's name, and how many threads have it.
fn name(thread: &Thread) -> String {
    let name = thread_name(&thread.name);
    if thread.threads > 1 { format!("{name} x {}", grouped(thread.threads)) } else { name }
}

pub(super) fn thread_name(name: &str) -> String {
    if name.is_empty() { "(unnamed)".to_owned() } else { printable(name) }
}
