//! The section of source lines: a table for each function with `lines`, columns as line_profiler's users know them.

use std::collections::HashMap;

use super::functions::share;
use super::grid::{Column, Content, Grid};
use super::text::{printable, shortened, width_of};
use super::units::{bytes, common_unit, grouped, plural, tenths, time};
use super::{Sheet, Style, View, note, title};
use crate::report::data::{Function, Line};
use crate::report::names::Names;
use crate::report::sink::Sink;

/// So many functions are shown, unless `top` says otherwise.
const FUNCTIONS: usize = 10;
/// A line with at least one in so many of its function's time stands out.
const HOT_PART: u64 = 5;

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let mut tables = listings(sheet);
    let left_out = tables.len().saturating_sub(view.top.unwrap_or(FUNCTIONS));
    tables.truncate(tables.len() - left_out);
    for (function, lines) in &tables {
        Table::of(function, lines).paint(out, view);
    }
    if left_out > 0 {
        let left_out = format!("lines: {} not shown (json=PATH has all)", plural(left_out, "more function"));
        note(out, view, Style::Dim, &left_out);
    }
}

/// The functions that have lines, in the order of the first section, with their lines.
fn listings<'a>(sheet: &Sheet<'a>) -> Vec<(&'a Function, Vec<&'a Line>)> {
    let names = &sheet.names;
    let mut lines: HashMap<(&str, &str), Vec<&Line>> = HashMap::new();
    for line in &sheet.report.lines {
        lines.entry(function_of(names, &line.function, line.file)).or_default().push(line);
    }
    let functions = sheet.functions.iter().filter_map(|function| {
        let lines = lines.remove(&function_of(names, &function.name, function.file))?;
        Some((*function, lines))
    });
    functions.collect()
}

/// What tells the function of a line. That is its name, unless others share it: a line may be in another file.
fn function_of<'a>(names: &Names<'_>, name: &'a str, file: &'a str) -> (&'a str, &'a str) {
    (name, if names.is_shared(name) { file } else { "" })
}

/// The lines of one function.
struct Table<'a> {
    function: &'a Function,
    lines: &'a [&'a Line],
    total_ns: u64,
}

impl<'a> Table<'a> {
    fn of(function: &'a Function, lines: &'a [&'a Line]) -> Table<'a> {
        Table { function, lines, total_ns: lines.iter().filter_map(|line| line.total_ns).sum() }
    }

    fn paint(&self, out: &mut Sink<'_>, view: &View) {
        let mode = if self.lines.iter().any(|line| line.mode == "sampled") { "sampled: estimates" } else { "exact" };
        let Function { name, file, line: first, .. } = self.function;
        let time = format!("{}, {mode}", time(self.total_ns).trim_end());
        let room = view.width.map_or(usize::MAX, |width| width.saturating_sub("lines      ".len() + time.len()));
        let name = printable(name);
        // The name keeps half of the room at least.
        let place = format!("{}:{first}", printable(file));
        let place = shortened(&place, room.saturating_sub(width_of(&name).min(room / 2)));
        let name = shortened(&name, room.saturating_sub(width_of(&place)));
        title(out, view, "lines", &format!("{name}  {place}  {time}"));
        self.grid().paint(out, view, |at| match self.lines[at] {
            line if self.is_hot(line) => Style::Warning,
            line if !ran(line) => Style::Dim,
            _ => Style::Plain,
        });
        if self.lines.iter().any(|line| line.from_macro) {
            note(out, view, Style::Dim, "m made by a macro, on the line of its call");
        }
    }

    /// The line's number; with its file, if that is not the function's: `include!` and the like.
    fn number(&self, line: &Line) -> String {
        let file = line.file.rsplit(['/', '\\']).next().unwrap_or_default();
        if line.file == self.function.file {
            line.line.to_string()
        } else {
            format!("{}:{}", printable(file), line.line)
        }
    }

    fn is_hot(&self, line: &Line) -> bool {
        line.total_ns.is_some_and(|ns| ns > 0 && ns.saturating_mul(HOT_PART) >= self.total_ns)
    }

    fn grid(&self) -> Grid {
        let most = self.lines.iter().filter_map(|line| line.total_ns).max().unwrap_or(0);
        let most_each = self.lines.iter().filter_map(|line| each(line)).fold(0.0, f64::max);
        let (unit, size) = common_unit(most as f64, 100.0);
        // What a line takes each time differs far more than the sums do.
        let (unit_each, size_each) = common_unit(most_each, 10_000.0);
        let figures = |head: &str, rank, cell: &dyn Fn(&Line) -> Option<String>| {
            Column::figures(head, rank, self.lines, |line| {
                Some(line).filter(|line| ran(line)).and_then(|line| cell(line)).unwrap_or_default()
            })
        };
        let mark = |line: &&Line| if line.from_macro { "m".to_owned() } else { String::new() };
        Grid::new([
            Column::figures("Line #", 0, self.lines, |line| self.number(line)),
            Column::new("", 0, Content::Text, self.lines.iter().map(mark).collect()),
            figures("Hits", 2, &|line| line.hits.map(grouped)),
            figures(&format!("Time ({unit})"), 0, &|line| line.total_ns.map(|ns| tenths(ns as f64 / size))),
            figures(&format!("Per Hit ({unit_each})"), 7, &|line| each(line).map(|ns| tenths(ns / size_each))),
            figures("% Time", 1, &|line| line.total_ns.map(|ns| share(ns, self.total_ns))),
            figures("Alloc", 3, &|line| line.alloc_bytes.filter(|number| *number > 0).map(bytes)),
            Column::new("Line Contents", 0, Content::Text, self.contents().iter().collect()),
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
