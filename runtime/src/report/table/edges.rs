//! The section of callers and callees: who called the heaviest functions, and whom they called.

use core::cmp::Reverse;
use std::collections::HashMap;

use super::functions::calls;
use super::grid::{Column, Content, Grid};
use super::text::printable;
use super::units::{grouped, time};
use super::{Sheet, Style, View, title};
use crate::hash::map_for;
use crate::report::data::{Edge, Function};
use crate::report::sink::Sink;
use crate::report::sums;

/// So many functions are shown, unless `top` says otherwise.
const FUNCTIONS: usize = 10;
/// So many callers and so many callees of each.
const EACH: usize = 5;

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let lines = lines(sheet, view.top.unwrap_or(FUNCTIONS));
    // A function that calls only itself has no callers and callees to tell of.
    if lines.is_empty() || sheet.report.edges.iter().all(|edge| edge.caller == edge.callee) {
        return;
    }
    title(out, view, "callers and callees", "");
    let name = |line: &Line| line.name.clone();
    let columns = [
        Column::new("function", 0, Content::Name, lines.iter().map(name).collect()),
        Column::figures("calls", 0, &lines, |line| line.calls.clone()),
        Column::figures("total", 0, &lines, |line| line.total.clone()),
    ];
    Grid::new(columns).paint(out, view, |at| if lines[at].is_head { Style::Bold } else { Style::Plain });
}

struct Line {
    is_head: bool,
    name: String,
    calls: String,
    total: String,
}

/// A line for each of the first functions with edges, and behind it those of its callers and its callees.
fn lines(sheet: &Sheet<'_>, most: usize) -> Vec<Line> {
    let edges = &sheet.report.edges;
    let mut touched = map_for(edges.len());
    touched.extend(edges.iter().flat_map(|edge| [(&*edge.caller, ()), (&*edge.callee, ())]));
    let with_edges = |f: &&&Function| f.self_ns.is_some() && touched.contains_key(&*f.name);
    let recursive = recursive(sheet);
    let mut lines = Vec::new();
    for function in sheet.functions.iter().filter(with_edges).take(most) {
        lines.push(Line {
            is_head: true,
            name: printable(&function.name),
            calls: calls(function.calls, function.primitive_calls),
            total: function.total_ns.map(time).unwrap_or_default(),
        });
        let edges = |of: fn(&Edge) -> &str| edges.iter().filter(|edge| of(edge) == function.name).collect();
        lines.extend(others("<-", edges(|edge| &edge.callee), |edge| &edge.caller, &recursive));
        lines.extend(others("->", edges(|edge| &edge.caller), |edge| &edge.callee, &recursive));
    }
    lines
}

/// The recursive functions, and their times in outermost calls.
fn recursive<'a>(sheet: &Sheet<'a>) -> HashMap<&'a str, u64> {
    let recursive = |f: &&&Function| f.primitive_calls.is_some_and(|primitive| primitive < f.calls);
    let functions = sheet.functions.iter().filter(recursive);
    functions.map(|f| (f.name.as_str(), f.total_ns.unwrap_or(0))).collect()
}

/// The time in the calls, where it means something: calls inside calls count again here, and so ten levels of 1 s would be
/// 10 s, which is more than the function took.
fn total(edge: &Edge, recursive: &HashMap<&str, u64>) -> String {
    // A hundredth more may come of rounding, or of calls that ended while the report was made.
    let more = |ns: &u64| edge.total_ns > ns + ns / 100 + 1;
    let is_nested = edge.caller == edge.callee || recursive.get(&*edge.callee).is_some_and(more);
    if is_nested { String::new() } else { time(edge.total_ns) }
}

/// The heaviest of one function's callers, or of its callees.
fn others(arrow: &str, mut edges: Vec<&Edge>, other: fn(&Edge) -> &str, recursive: &HashMap<&str, u64>) -> Vec<Line> {
    edges.sort_by_key(|edge| (Reverse(edge.total_ns), Reverse(edge.calls)));
    let line = |edge: &&Edge| {
        let itself = edge.caller == edge.callee;
        Line {
            is_head: false,
            name: format!("  {arrow} {}", if itself { "itself".to_owned() } else { printable(other(edge)) }),
            calls: grouped(edge.calls),
            total: total(edge, recursive),
        }
    };
    let mut lines: Vec<Line> = edges.iter().take(EACH).map(line).collect();
    if let Some(rest) = edges.get(EACH..).filter(|rest| !rest.is_empty()) {
        let sum = |of: fn(&Edge) -> u64| sums::total(rest.iter().map(|edge| of(edge)));
        let (calls, total) = (sum(|edge| edge.calls), sum(|edge| edge.total_ns));
        let name = format!("  {arrow} {} more", grouped(rest.len() as u64));
        lines.push(Line { is_head: false, name, calls: grouped(calls), total: time(total) });
    }
    lines
}
