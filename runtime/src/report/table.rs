//! The table for the terminal.

use std::fmt::Write as _;

use super::data::Report;

pub(super) fn paint(report: &Report) -> String {
    let mut text = String::new();
    for f in &report.functions {
        let _ = writeln!(text, "{:60} {:>10} calls {:>12} ns", f.name, f.calls, f.total_ns.unwrap_or(0));
    }
    text
}
