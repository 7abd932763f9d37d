//! The section of memory: what functions with `memory` asked for and gave back.

use core::cmp::Reverse;

use super::functions::{calls, shown};
use super::grid::{Column, Content, Grid};
use super::units::{bytes, grouped};
use super::{Sheet, Style, View, note, title};
use crate::report::data::Function;
use crate::report::sink::Sink;

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let mut rows: Vec<&Function> = sheet.functions.iter().copied().filter(|f| f.alloc_bytes.is_some()).collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|function| Reverse(function.alloc_bytes));
    let names = rows.iter().map(|f| shown(&sheet.names, (&f.name, f.file, f.line))).collect();
    let figures = |head, rank, cell: fn(&Function) -> Option<u64>, unit: fn(u64) -> String| {
        Column::figures(head, rank, &rows, |function| cell(function).map(unit).unwrap_or_default())
    };
    title(out, view, "memory", "");
    let columns = [
        Column::new("function", 0, Content::Name, names),
        Column::figures("calls", 4, &rows, |function| calls(function.calls, function.primitive_calls)),
        figures("allocated", 0, |f| f.alloc_bytes, bytes),
        figures("count", 2, |f| f.alloc_count, grouped),
        figures("self", 0, |f| f.self_alloc_bytes, bytes),
        figures("freed", 3, |f| f.free_bytes, bytes),
        figures("frees", 5, |f| f.free_count, grouped),
        figures("peak", 1, |f| f.peak_bytes, bytes),
    ];
    Grid::new(columns).paint(out, view, |_| Style::Plain);
    if let Some(memory) = sheet.report.memory {
        let (live, peak) = (bytes(memory.live_bytes), bytes(memory.peak_bytes));
        let process = format!("process: {} live, {} at its peak", live.trim_end(), peak.trim_end());
        note(out, view, Style::Dim, &process);
    }
}
