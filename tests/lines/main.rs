//! `#[profiled(lines)]`: a number behind a line of a function below is how often the line is to run, counted by hand; a line
//! without one has no statement. `check` compares.
#![deny(warnings, missing_docs, unused, clippy::all, clippy::pedantic)]

// The numbers stay where they are.
#[rustfmt::skip]
mod branches;
#[rustfmt::skip]
mod closures;
#[rustfmt::skip]
mod futures;
#[rustfmt::skip]
mod loops;
#[rustfmt::skip]
mod macros;
mod modes;
#[expect(dead_code, reason = "not all that other tests look up is needed here")]
#[path = "../it/rows.rs"]
mod rows;
#[rustfmt::skip]
mod statements;
#[rustfmt::skip]
mod signatures;

use bedeck::Line;

/// All lines of the function whose name ends with `end`, in the order of the text.
fn lines(end: &str) -> Vec<Line> {
    let lines: Vec<Line> = bedeck::report().lines.into_iter().filter(|line| line.function.ends_with(end)).collect();
    assert!(!lines.is_empty(), "no lines of {end}");
    lines
}

/// Compares the hits of every line with the number that stands behind it.
#[track_caller]
fn check(end: &str) {
    for line in lines(end) {
        let source = line.source.expect("the tests run where they were compiled");
        let expected: Option<u64> = source.rsplit_once("// ").and_then(|(_, number)| number.trim().parse().ok());
        assert_eq!(line.hits, expected, "{}:{}: {source}", line.file, line.line);
        assert_eq!(line.total_ns.is_some(), expected.is_some(), "{}:{}: {source}", line.file, line.line);
    }
}
