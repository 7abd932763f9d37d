//! The report: plain data, made from what was recorded; painters turn it into text, exit paths bring it out.

mod baseline;
mod collect;
mod columns;
mod csv;
mod data;
pub(crate) mod exit;
mod figures;
mod file;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
pub(crate) mod glob;
mod history;
mod html;
mod json;
mod lines;
mod memory;
mod memos;
mod moment;
mod names;
mod nearest;
mod numbers;
pub(crate) mod output;
mod overhead;
mod picture;
mod process;
pub(crate) mod profile;
mod prom;
#[cfg(feature = "metrics")]
pub(crate) mod publish;
pub(crate) mod regions;
mod remarks;
mod row;
mod select;
pub(crate) mod settings;
mod sink;
mod stream;
mod sums;
pub(crate) mod table;
pub(crate) mod words;

use core::fmt;

pub use data::{Before, Course, Edge, Function, History, Line, Memo, Memory, Node, Region, Report, Span, Thread};
pub use json::report::NoReport;
pub use settings::Sort;

use self::table::{Sheet, View};
use crate::config::Config;
use crate::record::memory::aside;

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
    let all = || Report { history: history::so_far(), ..collect::collect() };
    if cfg!(feature = "record") { aside(all) } else { Report::default() }
}

impl Report {
    /// The report as JSON, `schema: 1`: one line a row, times in nanoseconds, what was not measured left out.
    ///
    /// ```
    /// assert!(bedeck::report().to_json().starts_with(r#"{"schema":1,"command":"#));
    /// ```
    pub fn to_json(&self) -> String {
        sink::text(|out| json::paint(out, self))
    }

    /// The rows that a configuration's `sort`, `top` and `filter` leave, in its order.
    ///
    /// ```
    /// let slowest = bedeck::report().selected(&bedeck::Config::new().sort(bedeck::Sort::Mean).top(3));
    /// assert!(slowest.functions.len() <= 3);
    /// ```
    #[must_use]
    pub fn selected(&self, config: &Config) -> Report {
        let mut report = self.clone();
        select::select(&mut report, &config.settings());
        report
    }

    /// The table, in the order of the rows; [`Display`](fmt::Display) sorts them by their totals.
    ///
    /// ```
    /// assert!(bedeck::report().to_table().starts_with("bedeck"));
    /// ```
    pub fn to_table(&self) -> String {
        sink::text(|out| table::paint(out, &Sheet::of(self), &View::default()))
    }

    /// A report that was written as JSON, by this process or another.
    ///
    /// ```
    /// let text = bedeck::report().to_json();
    /// assert_eq!(bedeck::Report::from_json(&text)?.to_json(), text);
    /// # Ok::<(), bedeck::NoReport>(())
    /// ```
    ///
    /// Keys that are not known are left out; of what JSON does not tell (single calls, which sites are `precise`, the source of
    /// lines) nothing is there. Names of files stay in memory until the process ends, each once.
    ///
    /// # Errors
    ///
    /// Where the text is no JSON, or no report with `schema: 1`.
    pub fn from_json(text: &str) -> Result<Report, NoReport> {
        json::report::report(text.as_bytes())
    }

    /// The functions as comma-separated values (RFC 4180), for spreadsheets and data frames: a head, then a row for each. Keys
    /// and units are those of JSON, without the histogram; the columns are always the same, and blank where nothing was
    /// measured.
    ///
    /// ```
    /// assert!(bedeck::report().to_csv().starts_with("name,kind,file,line,calls,"));
    /// ```
    pub fn to_csv(&self) -> String {
        sink::text(|out| csv::paint(out, self))
    }

    /// The table in Markdown, for a pull request or the summary of a CI run; the longest total first.
    ///
    /// ```
    /// assert!(bedeck::report().to_markdown().starts_with("## bedeck"));
    /// ```
    pub fn to_markdown(&self) -> String {
        let view = View { markdown: true, ..View::default() };
        sink::text(|out| table::paint(out, &self.longest_first(), &view))
    }

    /// The report as a page: one HTML file that needs no network. The call tree to zoom and search, tables to sort, durations
    /// with their percentiles, source lines by heat.
    ///
    /// ```
    /// std::fs::write(std::env::temp_dir().join("report.html"), bedeck::report().to_html())?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn to_html(&self) -> String {
        sink::text(|out| html::paint(out, self))
    }

    /// The page that asks for newer reports.
    #[cfg(feature = "serve")]
    pub(crate) fn to_live_page(&self) -> String {
        sink::text(|out| html::paint_live(out, self))
    }

    /// What it asks for.
    #[cfg(feature = "serve")]
    pub(crate) fn to_page_json(&self) -> String {
        sink::text(|out| json::paint_for_page(out, self))
    }

    /// Functions, memos, threads and memory in the text format of [Prometheus](https://prometheus.io), for a file that its
    /// node exporter collects, or an answer to its scrapes.
    ///
    /// ```
    /// assert!(bedeck::report().to_prom().lines().all(|line| line.starts_with("# ") || line.starts_with("bedeck_")));
    /// ```
    ///
    /// Times are seconds. A function's durations are a summary, whose sum is that of rounded means: within half a nanosecond a
    /// call.
    pub fn to_prom(&self) -> String {
        sink::text(|out| prom::paint(out, self))
    }

    /// The call trees as folded stacks: a line for each chain of calls, from the thread's name down, and the self time at
    /// its end in nanoseconds. `inferno-flamegraph`, `flamegraph.pl` and speedscope read them.
    ///
    /// ```
    /// for line in bedeck::report().to_folded().lines() {
    ///     let (stack, nanoseconds) = line.rsplit_once(' ').unwrap();
    ///     println!("{nanoseconds} ns in {}", stack.replace(';', " > "));
    /// }
    /// ```
    ///
    /// In a name a blank is written as `_`, and `;` as `:`.
    pub fn to_folded(&self) -> String {
        sink::text(|out| picture::folded::paint(out, self))
    }

    /// The call trees as a flame graph, self times in nanoseconds: an SVG that browsers let you search and zoom.
    ///
    /// ```
    /// std::fs::write(std::env::temp_dir().join("flames.svg"), bedeck::report().to_svg())?;
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// Only with the feature `svg`.
    #[cfg(feature = "svg")]
    pub fn to_svg(&self) -> String {
        sink::text(|out| picture::flames::paint(out, self))
    }

    /// The call trees as JSON for [speedscope](https://www.speedscope.app), a profile for each thread name; what comes one
    /// after the other there did so in no real order.
    ///
    /// ```
    /// std::fs::write(std::env::temp_dir().join("run.speedscope.json"), bedeck::report().to_speedscope())?;
    /// # std::io::Result::Ok(())
    /// ```
    pub fn to_speedscope(&self) -> String {
        sink::text(|out| picture::speedscope::paint(out, self))
    }

    /// A trace of Chrome's format, which [Perfetto](https://ui.perfetto.dev) and `chrome://tracing` open.
    ///
    /// ```
    /// std::fs::write(std::env::temp_dir().join("run.trace.json"), bedeck::report().to_trace())?;
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// One process of the trace shows the call trees. Its times are sums over all calls, laid side by side: how long a box
    /// is was measured, where it stands was not. Another one, if functions have `#[profiled(timeline)]`, shows their single
    /// calls where they were in time.
    pub fn to_trace(&self) -> String {
        sink::text(|out| picture::trace::paint(out, self))
    }

    /// The call trees as a pprof profile, an uncompressed protocol buffer: for `go tool pprof`, speedscope and others.
    ///
    /// ```
    /// std::fs::write(std::env::temp_dir().join("run.pb"), bedeck::report().to_pprof())?;
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// Sample types are `calls`, `time` in nanoseconds and, if memory was measured, `alloc_space` in bytes; the label
    /// `thread` is the thread's name.
    pub fn to_pprof(&self) -> Vec<u8> {
        sink::bytes(|out| picture::pprof::paint(out, self))
    }
}

impl Report {
    /// The functions by their totals.
    fn longest_first(&self) -> Sheet<'_> {
        let mut functions: Vec<&Function> = self.functions.iter().collect();
        select::sort(&mut functions, Sort::Total);
        Sheet::with(self, functions)
    }
}

/// The table, without colours and as wide as it needs to be; the longest total first.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sink::text(|out| table::paint(out, &self.longest_first(), &View::default())))
    }
}
