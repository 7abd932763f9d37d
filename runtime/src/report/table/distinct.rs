//! The section of distinct arguments: what `#[memoize]` would be good for, before anybody writes it.

use core::cmp::Reverse;

use super::functions::{share, shown};
use super::grid::{Column, Content, Grid};
use super::units::{grouped, time};
use super::{Sheet, Style, View, note, title};
use crate::record::distinct::ERROR_PER_CENT;
use crate::report::data::Function;
use crate::report::sink::Sink;

/// What a hit of a memo takes, at least.
const HIT_NS: u64 = 5;

/// What `#[memoize]` would have done for a function.
pub(super) struct Advice<'a> {
    pub(super) function: &'a Function,
    pub(super) distinct: u64,
    /// Calls whose arguments were there before.
    again: u64,
    /// Their time, less that of looking up all results.
    pub(super) saving_ns: u64,
}

const PAYS: &str = "#[memoize] pays";

impl Advice<'_> {
    pub(super) fn of(function: &Function) -> Option<Advice<'_>> {
        let distinct = function.distinct?;
        let again = function.calls.saturating_sub(distinct);
        // Of a recursive function, calls inside calls are in the total of the outermost ones.
        let recording_ns = function.self_ns.zip(function.net_self_ns).map_or(0, |(raw, net)| raw.saturating_sub(net));
        let time_ns = function.total_ns.unwrap_or(0).saturating_sub(recording_ns);
        let time = time_ns as f64 * again as f64 / function.calls.max(1) as f64;
        let saving_ns = (time as u64).saturating_sub(function.calls.saturating_mul(HIT_NS));
        Some(Advice { function, distinct, again, saving_ns })
    }

    fn verdict(&self, wall_ns: u64) -> &'static str {
        match self {
            // An estimate may err by three times its standard error.
            _ if (self.again as f64) < self.function.calls as f64 * 3.0 * ERROR_PER_CENT / 100.0 => {
                "hardly a call comes again"
            }
            _ if self.saving_ns == 0 => "the body is as fast as a memo",
            _ if self.saving_ns.saturating_mul(100) < wall_ns => "less than 1 % of the run",
            _ => PAYS,
        }
    }

    pub(super) fn pays(&self, wall_ns: u64) -> bool {
        self.verdict(wall_ns) == PAYS
    }
}

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let mut rows: Vec<Advice<'_>> = sheet.functions.iter().copied().filter_map(Advice::of).collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|advice| Reverse(advice.saving_ns));
    rows.truncate(view.top.unwrap_or(usize::MAX));
    let name = |advice: &Advice<'_>| {
        let f = advice.function;
        shown(&sheet.names, (&f.name, f.file, f.line))
    };
    let figures =
        |head, rank, cell: &dyn Fn(&Advice<'_>) -> String| Column::figures(head, rank, &rows, |row| cell(row));
    title(out, view, "distinct arguments", "");
    Grid::new([
        Column::new("function", 0, Content::Name, rows.iter().map(name).collect()),
        figures("calls", 1, &|row| grouped(row.function.calls)),
        figures("distinct", 0, &|row| grouped(row.distinct)),
        figures("would hit %", 0, &|row| share(row.again, row.function.calls)),
        figures("would save", 0, &|row| time(row.saving_ns)),
        Column::new(
            "",
            2,
            Content::Text,
            rows.iter().map(|row| row.verdict(sheet.report.wall_ns).to_owned()).collect(),
        ),
    ])
    .paint(out, view, |_| Style::Plain);
    let error = format!(
        "distinct is an estimate above 256 (standard error {ERROR_PER_CENT:.1} %); hits and saving are those of a memo that keeps everything"
    );
    note(out, view, Style::Dim, &error);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::data::Report;
    use crate::report::sink;

    fn function(name: &str, calls: u64, distinct: u64, total_ns: u64) -> Function {
        Function { name: name.into(), calls, distinct: Some(distinct), total_ns: Some(total_ns), ..Function::default() }
    }

    #[test]
    fn advice_is_what_a_memo_would_have_done() {
        let functions = vec![
            function("app::parse", 40_000, 1_000, 4_000_000_000),
            function("app::once", 1000, 990, 1_000_000_000),
            function("app::tiny", 1_000_000, 10, 3_000_000),
            function("app::rare", 100, 10, 1_000_000),
            Function { name: "app::other".into(), ..Function::default() },
        ];
        let report = Report { wall_ns: 5_000_000_000, functions, ..Report::default() };
        let text = sink::text(|out| paint(out, &Sheet::of(&report), &View::default()));
        let expected = "
distinct arguments
function        calls  distinct  would hit %  would save
app::parse     40,000     1,000         97.5     3.90 s   #[memoize] pays
app::once       1,000       990          1.0     10.0 ms  hardly a call comes again
app::rare         100        10         90.0      900 us  less than 1 % of the run
app::tiny   1,000,000        10        100.0        0 ns  the body is as fast as a memo
distinct is an estimate above 256 (standard error 1.6 %); hits and saving are those of a memo that keeps everything
";
        assert_eq!(text, expected);
    }
}
