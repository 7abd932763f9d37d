//! The section of call trees: the heaviest rows of each thread's tree, indented below their callers.

use core::cmp::Reverse;
use std::collections::HashMap;

use super::functions::{self, calls, share};
use super::grid::{Column, Content, Grid};
use super::recursion::{self, Row};
use super::threads::thread_name;
use super::units::{grouped, plural, time};
use super::{Sheet, Style, View, note, title};
use crate::report::data::Report;
use crate::report::names::Names;
use crate::report::sink::Sink;
use crate::report::sums::add;

/// So many rows are shown, unless `top` says otherwise: a screen, and with it the time is mostly told.
const ROWS: usize = 40;
/// Rows with less than one in so many of their thread's time in profiled functions are not shown.
const LEAST_PART: u64 = 100;

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let rows = recursion::rows(&sheet.report.tree);
    // One function that calls no other is told by its row in the first section.
    if rows.len() < 2 {
        return;
    }
    let threads = threads(sheet.report, &rows);
    let shown = heaviest(&rows, &threads, view.top.unwrap_or(ROWS));
    let lines = lines(&rows, &shown, &threads);
    title(out, view, "tree", "");
    grid(&lines, &rows, &sheet.names).paint(out, view, |at| match lines[at].what {
        What::Thread(_) => Style::Bold,
        _ => Style::Plain,
    });
    let nodes: usize = rows.iter().map(|row| row.nodes).sum();
    let left_out = nodes - shown.iter().map(|at| rows[*at].nodes).sum::<usize>();
    if left_out > 0 {
        let left_out = format!("{} not shown (folded=PATH has all)", plural(left_out, "smaller node"));
        note(out, view, Style::Dim, &left_out);
    }
}

/// The node that stands for what the tree had no room for, and has no figures but those of the nodes below it.
const FOLDED: &str = "(folded)";

/// A thread name's tree: the time of its threads, and that in no profiled function.
struct Thread<'a> {
    name: &'a str,
    wall_ns: u64,
    profiled_ns: u64,
    unattributed_ns: u64,
}

/// The threads, the one with the longest time in profiled functions first.
fn threads<'a>(report: &'a Report, rows: &[Row<'a>]) -> Vec<Thread<'a>> {
    let mut profiled: HashMap<&str, u64> = HashMap::new();
    // What stands there is in the totals of its callers too.
    let begins = |row: &&Row<'_>| row.parent.is_none_or(|parent| rows[parent].thread != row.thread);
    for row in rows.iter().filter(begins).filter(|row| row.place.0 != FOLDED) {
        add(profiled.entry(row.thread).or_default(), row.total_ns);
    }
    let mut profiled: Vec<(&str, u64)> = profiled.into_iter().collect();
    profiled.sort_by_key(|(name, ns)| (Reverse(*ns), *name));
    let thread = |(name, profiled_ns): (&'a str, u64)| {
        let known = report.threads.iter().find(|thread| thread.name == name);
        let unattributed_ns = known.and_then(|thread| thread.unattributed_ns).unwrap_or(0);
        let wall_ns = known.and_then(|thread| thread.wall_ns).unwrap_or(0);
        Thread { name, wall_ns: wall_ns.max(profiled_ns), profiled_ns, unattributed_ns }
    };
    profiled.into_iter().map(thread).collect()
}

/// The rows to show. A row comes after its caller, which weighs as much as the heaviest row below, in whatever thread, so that
/// no row hangs in the air.
fn heaviest(rows: &[Row<'_>], threads: &[Thread<'_>], most: usize) -> Vec<usize> {
    let profiled: HashMap<&str, u64> = threads.iter().map(|thread| (thread.name, thread.profiled_ns)).collect();
    let whole = |at: usize| profiled.get(rows[at].thread).copied().unwrap_or(0).max(1);
    let mut counts: Vec<bool> =
        (0..rows.len()).map(|at| rows[at].total_ns.saturating_mul(LEAST_PART) >= whole(at)).collect();
    let mut weights: Vec<u64> = rows.iter().map(|row| row.total_ns).collect();
    for at in (0..rows.len()).rev() {
        if let Some(parent) = rows[at].parent {
            counts[parent] |= counts[at];
            weights[parent] = weights[parent].max(weights[at]);
        }
    }
    let mut heaviest: Vec<usize> = (0..rows.len()).filter(|at| counts[*at]).collect();
    heaviest.sort_by_key(|at| Reverse(weights[*at]));
    heaviest.truncate(most);
    heaviest
}

/// A line of the section.
struct Line {
    indent: usize,
    what: What,
    /// The time that the line's share is a part of.
    wall_ns: u64,
    total_ns: u64,
}

enum What {
    /// The head of a thread name's tree: what it is called.
    Thread(String),
    /// A row, by its place.
    Row(usize),
    /// The time in no profiled function.
    Unattributed,
}

/// Each thread's lines, the heaviest first below every caller. The threads have heads if there are several.
fn lines(rows: &[Row<'_>], shown: &[usize], threads: &[Thread<'_>]) -> Vec<Line> {
    // What begins a thread's tree, and what is below a row, in whatever thread.
    let mut below: HashMap<(Option<usize>, Option<&str>), Vec<usize>> = HashMap::new();
    for at in shown {
        let Row { parent, thread, .. } = rows[*at];
        below.entry((parent, parent.is_none().then_some(thread))).or_default().push(*at);
    }
    let walls: HashMap<&str, u64> = threads.iter().map(|thread| (thread.name, thread.wall_ns)).collect();
    let mut lines = Vec::new();
    for thread in threads.iter().filter(|thread| below.contains_key(&(None, Some(thread.name)))) {
        let Thread { name, wall_ns, unattributed_ns, .. } = *thread;
        let line = |indent, what, total_ns| Line { indent, what, wall_ns, total_ns };
        let indent = usize::from(threads.len() > 1);
        if indent > 0 {
            lines.push(line(0, What::Thread(thread_name(name)), wall_ns));
        }
        let children = |parent: Option<usize>| {
            let key = (parent, parent.is_none().then_some(name));
            below.get(&key).into_iter().flatten().rev().copied()
        };
        let mut open: Vec<(usize, usize)> = children(None).map(|at| (indent, at)).collect();
        while let Some((indent, at)) = open.pop() {
            let wall_ns = walls.get(rows[at].thread).copied().unwrap_or(wall_ns);
            lines.push(Line { indent, what: What::Row(at), wall_ns, total_ns: rows[at].total_ns });
            open.extend(children(Some(at)).map(|child| (indent + 1, child)));
        }
        if unattributed_ns.saturating_mul(LEAST_PART) >= wall_ns.max(1) {
            lines.push(line(indent, What::Unattributed, unattributed_ns));
        }
    }
    lines
}

fn grid(lines: &[Line], rows: &[Row<'_>], names: &Names<'_>) -> Grid {
    let figures = |head, rank, cell: &dyn Fn(&Row<'_>) -> String| {
        Column::figures(head, rank, lines, |line| match line.what {
            What::Row(at) if rows[at].place.0 != FOLDED => cell(&rows[at]),
            _ => String::new(),
        })
    };
    let label = |line: &Line| match &line.what {
        What::Thread(name) => format!("thread {name}"),
        What::Row(at) if rows[*at].depth > 1 => {
            format!("{} ({} deep)", functions::shown(names, rows[*at].place), grouped(rows[*at].depth as u64))
        }
        What::Row(at) => match rows[*at].parent.filter(|parent| rows[*parent].thread != rows[*at].thread) {
            Some(_) => {
                format!("{} (thread {})", functions::shown(names, rows[*at].place), thread_name(rows[*at].thread))
            }
            None => functions::shown(names, rows[*at].place),
        },
        What::Unattributed => "(unattributed)".to_owned(),
    };
    let indented = |line: &Line| format!("{}{}", "  ".repeat(line.indent), label(line));
    Grid::new([
        Column::figures("total", 0, lines, |line| time(line.total_ns)),
        Column::figures("%", 0, lines, |line| share(line.total_ns, line.wall_ns)),
        figures("self", 1, &|row| time(row.self_ns)),
        figures("net self", 3, &|row| time(row.net_self_ns)),
        figures("calls", 2, &|row| calls(row.calls, Some(row.primitive_calls))),
        Column::new("function", 0, Content::Name, lines.iter().map(indented).collect()),
    ])
}
