//! The report: plain data, made from what was recorded; painters turn it into text, exit paths bring it out.

mod collect;
mod data;
pub(crate) mod exit;
mod file;
pub(crate) mod glob;
mod json;
mod nearest;
pub(crate) mod output;
mod overhead;
mod process;
pub(crate) mod profile;
mod select;
pub(crate) mod settings;
mod stream;
mod table;
pub(crate) mod words;

use core::fmt;

pub use data::{Edge, Function, Line, Memory, Node, Report, Span, Thread};
pub use settings::Sort;

/// Everything recorded so far, as plain data. Also while the program runs.
///
/// ```
/// let report = bedeck::report();
/// for function in &report.functions {
///     println!("{}: {} calls, {:?} ns", function.name, function.calls, function.total_ns);
/// }
/// ```
///
/// Every call that ended before is in it, whichever thread made it. Filters and orders of `BEDECK` do not apply. Takes
/// some 100 us; no call of a decorated function waits for it.
///
/// # Restrictions
///
/// Without the feature `record`, under `BEDECK=off` and before the first call, no function is in it.
pub fn report() -> Report {
    if cfg!(feature = "record") { collect::collect() } else { Report::default() }
}

impl Report {
    /// The report as JSON, `schema: 1`: one line a function, times in nanoseconds, what was not measured left out.
    ///
    /// ```
    /// assert!(bedeck::report().to_json().starts_with(r#"{"schema":1,"command":"#));
    /// ```
    pub fn to_json(&self) -> String {
        json::paint(self)
    }
}

/// The table, without colours and as wide as it needs to be; the longest total first.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut report = self.clone();
        select::sort(&mut report, Sort::Total);
        f.write_str(&table::paint(&report, &table::View::default()))
    }
}
