//! Which rows a report shows, and in which order.

use core::borrow::Borrow;
use core::cmp::Reverse;
use std::collections::HashSet;

use super::data::{Function, Node, Report};
use super::glob::Glob;
use super::settings::{Settings, Sort};

/// Leaves the rows that the settings ask for, in their order. Returns how many fitting functions `top` cut off.
///
/// The filter leaves the functions that fit, their lines, memos, courses and single calls, the edges from and to them, and of the
/// tree the chains of calls that such a function is on. `top` leaves the first functions, and the lines, courses and edges of
/// these; the tree stays whole.
pub(super) fn select(report: &mut Report, settings: &Settings) -> usize {
    if let Some(filter) = &settings.filter {
        fitting(report, filter);
    }
    sort(&mut report.functions, settings.sort);
    match settings.top {
        Some(top) => first(report, top),
        None => 0,
    }
}

fn fitting(report: &mut Report, filter: &Glob) {
    report.functions.retain(|function| filter.matches(&function.name));
    report.edges.retain(|edge| filter.matches(&edge.caller) || filter.matches(&edge.callee));
    report.lines.retain(|line| filter.matches(&line.function));
    report.memos.retain(|memo| filter.matches(&memo.name));
    report.regions.retain(|region| filter.matches(&region.name));
    report.timeline.retain(|span| filter.matches(&span.function));
    report.history.functions.retain(|course| filter.matches(&course.function));
    let fits: Vec<bool> = report.tree.iter().map(|node| filter.matches(&node.function)).collect();
    report.tree = chains(core::mem::take(&mut report.tree), fits);
}

/// The nodes that fit, all below them and all above them, numbered anew.
fn chains(tree: Vec<Node>, fits: Vec<bool>) -> Vec<Node> {
    let parent = |at: usize| tree[at].parent.filter(|parent| *parent < at);
    let (mut below, mut above) = (fits.clone(), fits);
    for at in 0..tree.len() {
        below[at] |= parent(at).is_some_and(|parent| below[parent]);
    }
    for at in (0..tree.len()).rev() {
        if let Some(parent) = parent(at) {
            above[parent] |= above[at];
        }
    }
    let mut places = vec![0; tree.len()];
    let mut kept = Vec::new();
    for (at, node) in tree.into_iter().enumerate().filter(|(at, _)| below[*at] || above[*at]) {
        places[at] = kept.len();
        // Callers of what is kept are kept, and stand before it.
        kept.push(Node { id: kept.len(), parent: node.parent.map(|parent| places[parent]), ..node });
    }
    kept
}

fn first(report: &mut Report, top: usize) -> usize {
    let left_out = report.functions.len().saturating_sub(top);
    report.functions.truncate(top);
    let names: HashSet<&str> = report.functions.iter().map(|function| function.name.as_str()).collect();
    report.edges.retain(|edge| names.contains(edge.caller.as_str()) || names.contains(edge.callee.as_str()));
    report.lines.retain(|line| names.contains(line.function.as_str()));
    report.history.functions.retain(|course| names.contains(course.function.as_str()));
    left_out
}

/// Sorts the rows; equal ones stay in the order of first calls.
pub(super) fn sort<F: Borrow<Function>>(rows: &mut [F], by: Sort) {
    let figure: fn(&Function) -> Option<u64> = match by {
        Sort::Total => |function| function.total_ns,
        Sort::SelfTime => |function| function.self_ns,
        Sort::Calls => |function| Some(function.calls),
        Sort::Mean => |function| function.mean_ns,
        Sort::P99 => |function| function.p99_ns,
        Sort::Name => return rows.sort_by(|one, other| one.borrow().name.cmp(&other.borrow().name)),
    };
    // Rows are long: each is moved once.
    rows.sort_by_cached_key(|row| Reverse(figure(row.borrow())));
}

#[cfg(test)]
mod tests {
    use super::super::data::{Course, Edge, History, Line, Span};
    use super::*;

    fn row(name: &str, calls: u64, total_ns: Option<u64>) -> Function {
        let (self_ns, p99_ns, mean_ns) = (total_ns.map(|ns| 100 - ns), Some(calls), total_ns);
        Function { name: name.into(), calls, total_ns, self_ns, p99_ns, mean_ns, ..Function::default() }
    }

    fn names(settings: &Settings) -> (String, usize) {
        let functions = vec![row("b", 2, Some(5)), row("a", 1, None), row("x::c", 3, Some(9))];
        let mut report = Report { functions, ..Report::default() };
        let cut = select(&mut report, settings);
        (report.functions.iter().map(|function| function.name.as_str()).collect::<Vec<_>>().join(" "), cut)
    }

    #[test]
    fn rows_are_sorted_filtered_and_cut() {
        let by = |sort| names(&Settings { sort, ..Settings::default() }).0;
        assert_eq!([by(Sort::Total), by(Sort::Calls), by(Sort::Mean)], ["x::c b a"; 3]);
        assert_eq!([by(Sort::P99), by(Sort::Name)], ["x::c b a", "a b x::c"]);
        assert_eq!(by(Sort::SelfTime), "b x::c a");
        assert_eq!(names(&Settings { top: Some(2), ..Settings::default() }), ("x::c b".into(), 1));
        assert_eq!(names(&Settings { filter: Some(Glob::new("?")), ..Settings::default() }).0, "x::c b a");
        assert_eq!(names(&Settings { filter: Some(Glob::new("x*")), ..Settings::default() }).0, "x::c");
    }

    /// `main` calls `a`, which calls `b`, and `c`, which calls `b` and `d`.
    fn profiled() -> Report {
        let node = |id, parent, function: &str| Node { id, parent, function: function.into(), ..Node::default() };
        let edge =
            |caller: &str, callee: &str| Edge { caller: caller.into(), callee: callee.into(), ..Edge::default() };
        let line = |function: &str| Line { function: function.into(), ..Line::default() };
        let span = |function: &str| Span { function: function.into(), ..Span::default() };
        let course = |function: &str| Course { function: function.into(), ..Course::default() };
        Report {
            functions: ["main", "a", "c", "b", "d"].map(|name| row(name, 1, None)).into(),
            tree: vec![
                node(0, None, "main"),
                node(1, Some(0), "a"),
                node(2, Some(0), "c"),
                node(3, Some(1), "b"),
                node(4, Some(2), "b"),
                node(5, Some(2), "d"),
            ],
            edges: vec![edge("main", "a"), edge("main", "c"), edge("a", "b"), edge("c", "b"), edge("c", "d")],
            lines: vec![line("a"), line("b")],
            timeline: vec![span("c"), span("d")],
            history: History { functions: vec![course("b"), course("d")], ..History::default() },
            ..Report::default()
        }
    }

    fn shown(report: &Report) -> [String; 5] {
        let node = |node: &Node| match node.parent {
            Some(parent) => format!("{}{}<{parent}", node.function, node.id),
            None => format!("{}{}", node.function, node.id),
        };
        [
            report.tree.iter().map(node).collect::<Vec<_>>().join(" "),
            report.edges.iter().map(|edge| format!("{}>{}", edge.caller, edge.callee)).collect::<Vec<_>>().join(" "),
            report.lines.iter().map(|line| line.function.as_str()).collect::<Vec<_>>().join(" "),
            report.timeline.iter().map(|span| span.function.as_str()).collect::<Vec<_>>().join(" "),
            report.history.functions.iter().map(|course| course.function.as_str()).collect::<Vec<_>>().join(" "),
        ]
    }

    #[test]
    fn a_filter_leaves_the_chains_that_go_through_what_fits() {
        let filtered = |pattern| {
            let mut report = profiled();
            select(&mut report, &Settings { filter: Some(Glob::new(pattern)), ..Settings::default() });
            shown(&report)
        };
        assert_eq!(filtered("*"), shown(&profiled()));
        assert_eq!(filtered("c"), ["main0 c1<0 b2<1 d3<1", "main>c c>b c>d", "", "c", ""]);
        assert_eq!(filtered("b"), ["main0 a1<0 c2<0 b3<1 b4<2", "a>b c>b", "b", "", "b"]);
        assert_eq!(filtered("x"), [""; 5]);
    }

    #[test]
    fn top_leaves_the_lines_and_edges_of_the_first_functions_and_the_whole_tree() {
        let mut report = profiled();
        let settings = Settings { top: Some(2), sort: Sort::Name, ..Settings::default() };
        assert_eq!(select(&mut report, &settings), 3);
        let [tree, ..] = shown(&profiled());
        assert_eq!(shown(&report), [tree.as_str(), "main>a a>b c>b", "a b", "c d", "b"]);
    }
}
