//! The section of source lines: a table for each function with `lines`, columns as line_profiler's users know them.

use std::collections::HashMap;

use super::functions::share;
use super::grid::{Column, Content, Grid};
use super::text::{printable, shortened};
use super::units::{bytes, common_unit, grouped, plural, tenths, time};
use super::{Style, View, line, title};
use crate::report::data::{Function, Line, Report};

/// So many functions are shown, unless `top` says otherwise.
const FUNCTIONS: usize = 10;
/// A line with at least one in so many of its function's time stands out.
const HOT_PART: u64 = 5;

pub(super) fn paint(text: &mut String, report: &Report, view: &View) {
    let mut lines: HashMap<(&str, &str), Vec<&Line>> = HashMap::new();
    for line in &report.lines {
        lines.entry((&line.function, line.file)).or_default().push(line);
    }
    let with_lines = |f| Some((f, lines.get(&of(f))?));
    let mut tables: Vec<(&Function, &Vec<&Line>)> = report.functions.iter().filter_map(with_lines).collect();
    let left_out = tables.len().saturating_sub(view.top.unwrap_or(FUNCTIONS));
    tables.truncate(tables.len() - left_out);
    for (function, lines) in tables {
        let place = format!("{}:{}", printable(function.file), function.line);
        Table::of(lines).paint(text, view, &printable(&function.name), &place);
    }
    if left_out > 0 {
        let note = format!("lines: {} not shown (json=PATH has all)", plural(left_out, "more function"));
        line(text, &view.style(Style::Dim, &note));
    }
}

/// What tells the function of a line.
fn of(function: &Function) -> (&str, &str) {
    (&function.name, function.file)
}

/// The lines of one function.
struct Table<'a> {
    lines: &'a [&'a Line],
    total_ns: u64,
}

impl<'a> Table<'a> {
    fn of(lines: &'a [&'a Line]) -> Table<'a> {
        Table { lines, total_ns: lines.iter().filter_map(|line| line.total_ns).sum() }
    }

    fn paint(&self, text: &mut String, view: &View, name: &str, place: &str) {
        let mode = if self.lines.iter().any(|line| line.mode == "sampled") { "sampled: estimates" } else { "exact" };
        let rest = format!("  {place}  {}, {mode}", time(self.total_ns).trim_end());
        let room = view.width.map_or(usize::MAX, |width| width.saturating_sub("lines  ".len() + rest.len()));
        title(text, view, "lines", &format!("{}{rest}", shortened(name, room.max(16))));
        self.grid().paint(text, view, |at| match self.lines[at] {
            line if self.is_hot(line) => Style::Warning,
            line if !ran(line) => Style::Dim,
            _ => Style::Plain,
        });
        if self.lines.iter().any(|line| line.from_macro) {
            line(text, &view.style(Style::Dim, "m made by a macro, on the line of its call"));
        }
    }

    fn is_hot(&self, line: &Line) -> bool {
        line.total_ns.is_some_and(|ns| ns > 0 && ns.saturating_mul(HOT_PART) >= self.total_ns)
    }

    fn grid(&self) -> Grid {
        let most = self.lines.iter().filter_map(|line| line.total_ns).max().unwrap_or(0);
        let most_each = self.lines.iter().filter_map(|line| each(line)).fold(0.0, f64::max);
        let (unit, size) = common_unit(most as f64);
        let (unit_each, size_each) = common_unit(most_each);
        let figures = |head: &str, rank, cell: &dyn Fn(&Line) -> Option<String>| {
            Column::figures(head, rank, self.lines, |line| {
                Some(line).filter(|line| ran(line)).and_then(|line| cell(line)).unwrap_or_default()
            })
        };
        let mark = |line: &&Line| if line.from_macro { "m".to_owned() } else { String::new() };
        Grid::new([
            Column::figures("Line #", 0, self.lines, |line| line.line.to_string()),
            Column::new("", 0, Content::Text, self.lines.iter().map(mark).collect()),
            figures("Hits", 2, &|line| line.hits.map(grouped)),
            figures(&format!("Time ({unit})"), 0, &|line| line.total_ns.map(|ns| tenths(ns as f64 / size))),
            figures(&format!("Per Hit ({unit_each})"), 7, &|line| each(line).map(|ns| tenths(ns / size_each))),
            figures("% Time", 1, &|line| line.total_ns.map(|ns| share(ns, self.total_ns))),
            figures("Alloc", 3, &|line| line.alloc_bytes.map(bytes)),
            Column::new("Line Contents", 0, Content::Text, self.contents()),
        ])
    }

    /// The source, without the blanks that all lines begin with.
    fn contents(&self) -> Vec<String> {
        let text = |line: &Line| line.source.as_deref().unwrap_or_default().trim_end().replace('\t', "    ");
        let texts: Vec<String> = self.lines.iter().map(|line| text(line)).collect();
        let indent = |text: &String| text.len() - text.trim_start_matches(' ').len();
        let common = texts.iter().filter(|text| !text.is_empty()).map(indent).min().unwrap_or(0);
        texts.iter().map(|text| printable(text.get(common..).unwrap_or_default())).collect()
    }
}

/// Whether there is anything to tell of the line but its text.
fn ran(line: &Line) -> bool {
    line.hits.or(line.total_ns).is_some_and(|figure| figure > 0)
}

fn each(line: &Line) -> Option<f64> {
    let (ns, hits) = line.total_ns.zip(line.hits.filter(|hits| *hits > 0))?;
    Some(ns as f64 / hits as f64)
}
