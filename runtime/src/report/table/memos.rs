//! The section of memos: what functions with `#[memoize]` have kept, and what that was worth.

use core::cmp::Reverse;

use super::grid::{Column, Content, Grid};
use super::text::printable;
use super::units::{bytes, grouped, time};
use super::{Style, View, title};
use crate::report::data::{Memo, Report};
use crate::report::sink::Sink;

pub(super) fn paint(out: &mut Sink<'_>, report: &Report, view: &View) {
    if report.memos.is_empty() {
        return;
    }
    let mut rows: Vec<&Memo> = report.memos.iter().collect();
    rows.sort_by_key(|memo| Reverse(memo.saved_ns));
    rows.truncate(view.top.unwrap_or(usize::MAX));
    let figures = |head, rank, cell: fn(&Memo) -> u64, unit: fn(u64) -> String| {
        Column::figures(head, rank, &rows, |memo| unit(cell(memo)))
    };
    // What most tables never do is shown only where one did.
    let rare = |head, rank, cell: fn(&Memo) -> u64| {
        let happened = rows.iter().any(|memo| cell(memo) > 0);
        Column::figures(head, rank, &rows, |memo| if happened { grouped(cell(memo)) } else { String::new() })
    };
    let percent = |memo: &&Memo| memo.hit_ratio.map_or_else(String::new, |ratio| format!("{:.1}", ratio * 100.0));
    title(out, view, "memos", "");
    let columns = [
        Column::new("function", 0, Content::Name, rows.iter().map(|memo| printable(&memo.name)).collect()),
        figures("hits", 0, |memo| memo.hits, grouped),
        figures("misses", 0, |memo| memo.misses, grouped),
        Column::figures("hit %", 1, &rows, percent),
        rare("waits", 5, |memo| memo.waits),
        rare("evictions", 4, |memo| memo.evictions),
        rare("expired", 6, |memo| memo.expired),
        figures("entries", 2, |memo| memo.entries, grouped),
        figures("memory", 3, |memo| memo.bytes, bytes),
        Column::figures("saved", 0, &rows, |memo| memo.saved_ns.map(time).unwrap_or_default()),
    ];
    Grid::new(columns).paint(out, view, |_| Style::Plain);
}
