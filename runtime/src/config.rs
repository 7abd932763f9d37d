//! Settings made in code, and what they and `BEDECK` say together.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError, TryLockError};
use std::time::Duration;

use crate::report::Sort;
use crate::report::exit;
use crate::report::glob::Glob;
use crate::report::output::complain;
use crate::report::settings::{Format, Settings, Target, Word};
use crate::report::words::{self, Parsed};

/// Settings for [`configure`].
///
/// ```
/// use std::time::Duration;
///
/// let config = bedeck::Config::new()
///     .json("target/report.json")
///     .table()
///     .sort(bedeck::Sort::P99)
///     .top(20)
///     .every(Duration::from_secs(60));
/// bedeck::configure(config);
/// ```
///
/// | method | word in `BEDECK` | default |
/// |---|---|---|
/// | [`table`](Config::table), [`table_to`](Config::table_to) | `table`, `table=PATH` | the table on stderr, if no output is named |
/// | [`json`](Config::json) | `json=PATH` | |
/// | [`html`](Config::html), [`csv`](Config::csv), [`markdown`](Config::markdown), [`prom`](Config::prom) | `html=PATH`, `csv=PATH`, `markdown=PATH`, `prom=PATH` | |
/// | [`folded`](Config::folded), [`speedscope`](Config::speedscope), [`trace`](Config::trace), [`pprof`](Config::pprof) | `folded=PATH`, `speedscope=PATH`, `trace=PATH`, `pprof=PATH` | |
/// | `svg`, with the feature `svg` | `svg=PATH` | |
/// | [`quiet`](Config::quiet) | `quiet` | `false` |
/// | [`sort`](Config::sort) | `sort=ORDER` | [`Sort::Total`] |
/// | [`top`](Config::top) | `top=N` | all functions (50 on a terminal), 40 rows of the call tree, callers, callees and lines of 10 functions |
/// | [`filter`](Config::filter) | `filter=GLOB` | all rows |
/// | [`baseline`](Config::baseline) | `baseline=PATH` | no comparison |
/// | [`every`](Config::every) | `every=SECONDS` | only at the end |
/// | `serve`, with the feature `serve` | `serve=ADDR` | not served |
/// | `serve_token`, with the feature `serve` | the variable `BEDECK_TOKEN` | whoever reaches the address may read |
/// | [`serial`](Config::serial), [`threads`](Config::threads) | `serial`, `threads=N` | one thread a core |
/// | [`signals`](Config::signals) | `nosignals` | `true` |
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "settings do nothing until `configure` gets them"]
pub struct Config {
    words: Vec<Word>,
}

impl Config {
    /// No settings yet.
    pub const fn new() -> Config {
        Config { words: Vec::new() }
    }

    fn with(mut self, word: Word) -> Config {
        self.words.push(word);
        self
    }

    /// What the words say without `BEDECK`.
    pub(crate) fn settings(&self) -> Settings {
        Settings::of(&self.words)
    }

    /// Whether SIGINT and SIGTERM bring the report out before they end the process. A program with a handler of its own
    /// is left alone in any case.
    pub fn signals(self, signals: bool) -> Config {
        self.with(Word::Signals(signals))
    }

    /// Whether to print nothing. Files that are named are written all the same.
    pub fn quiet(self, quiet: bool) -> Config {
        self.with(Word::Quiet(quiet))
    }

    /// The table on stderr, also if other outputs are named.
    pub fn table(self) -> Config {
        self.with(Word::Output(Format::Table, Target::Stderr))
    }

    /// The table in a file. `-` is stdout, `%p` in it the process id, and with an ending `/` it is a folder.
    pub fn table_to(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Table, Target::of(path.into())))
    }

    /// JSON in a file. `-` is stdout, `%p` in it the process id, and with an ending `/` it is a folder.
    pub fn json(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Json, Target::of(path.into())))
    }

    /// The functions as comma-separated values in a file: see [`Report::to_csv`](crate::Report::to_csv).
    pub fn csv(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Csv, Target::of(path.into())))
    }

    /// The table as Markdown in a file: see [`Report::to_markdown`](crate::Report::to_markdown).
    pub fn markdown(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Markdown, Target::of(path.into())))
    }

    /// The report as a page in a file, for a browser: see [`Report::to_html`](crate::Report::to_html).
    pub fn html(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Html, Target::of(path.into())))
    }

    /// Figures for Prometheus in a file: see [`Report::to_prom`](crate::Report::to_prom).
    pub fn prom(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Prom, Target::of(path.into())))
    }

    /// The call trees of `#[profiled]` functions as folded stacks in a file, for `inferno-flamegraph` and its like: see
    /// [`Report::to_folded`](crate::Report::to_folded). For the path see [`json`](Config::json), also in the next ones.
    pub fn folded(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Folded, Target::of(path.into())))
    }

    /// The call trees of `#[profiled]` functions as a flame graph in a file, for a browser: see
    /// [`Report::to_svg`](crate::Report::to_svg).
    #[cfg(feature = "svg")]
    pub fn svg(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Svg, Target::of(path.into())))
    }

    /// The call trees of `#[profiled]` functions in a file, for speedscope: see
    /// [`Report::to_speedscope`](crate::Report::to_speedscope).
    pub fn speedscope(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Speedscope, Target::of(path.into())))
    }

    /// The call trees and single calls of `#[profiled]` functions in a file, for Perfetto and Chrome: see
    /// [`Report::to_trace`](crate::Report::to_trace).
    pub fn trace(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Trace, Target::of(path.into())))
    }

    /// The call trees of `#[profiled]` functions in a file, for `go tool pprof` and its like: see
    /// [`Report::to_pprof`](crate::Report::to_pprof).
    pub fn pprof(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Output(Format::Pprof, Target::of(path.into())))
    }

    /// The order of the rows.
    pub fn sort(self, sort: Sort) -> Config {
        self.with(Word::Sort(sort))
    }

    /// At most so many rows; 0 is taken for 1. In the table that holds for the rows of the call tree too, and for the
    /// functions whose callers, callees and lines are shown; in JSON edges and lines are those of the functions that are
    /// left, and the tree is whole.
    pub fn top(self, rows: usize) -> Config {
        self.with(Word::Top(rows.max(1)))
    }

    /// Only the functions whose path, or the end of it from some segment on, fits a pattern of `*` (any text) and `?` (any
    /// one character): `parse` and `lex::*` both fit `app::lex::parse`. Of the call tree the chains of calls stay that such
    /// a function is on, from the first caller to the last callee; of the edges those from or to it.
    pub fn filter(self, pattern: &str) -> Config {
        self.with(Word::Filter(Glob::new(pattern)))
    }

    /// Runs all of `#[parallel]` on the callers' threads. It holds if it is said before the first parallel loop.
    pub fn serial(self) -> Config {
        self.with(Word::Serial)
    }

    /// So many threads work on a parallel loop, its caller among them; 0 is taken for 1. It holds if it is said before the
    /// first parallel loop, and for those that have no `threads` or `pool` of their own.
    pub fn threads(self, threads: usize) -> Config {
        self.with(Word::Threads(threads.max(1)))
    }

    /// Compares with an earlier run, whose JSON lies there: the table has columns of change then.
    pub fn baseline(self, path: impl Into<PathBuf>) -> Config {
        self.with(Word::Baseline(path.into()))
    }

    /// Shows the report over HTTP while the program runs: at `/` the page of [`html`](Config::html), which goes on, at
    /// `/report.json` the report, at `/metrics` figures for Prometheus. A line on stderr says where; if the port is busy, the
    /// next ones are tried, and port 0 is any that is free.
    ///
    /// ```
    /// bedeck::configure(bedeck::Config::new().serve(([127, 0, 0, 1], 0)));
    /// ```
    ///
    /// It holds if it is said before the first call of a decorated function, or nothing was served before.
    #[cfg(feature = "serve")]
    pub fn serve(self, address: impl Into<std::net::SocketAddr>) -> Config {
        self.with(Word::Serve(address.into()))
    }

    /// What a request has to know to be answered: `Authorization: Bearer TOKEN`, or `?token=TOKEN`. The variable `BEDECK_TOKEN`
    /// wins over it. For what is served and for `bedeck::router()`.
    #[cfg(feature = "serve")]
    pub fn serve_token(self, token: &str) -> Config {
        self.with(Word::Token(crate::serve::Token::new(token)))
    }

    /// Writes the outputs again and again, so long apart, besides at the end.
    pub fn every(self, period: Duration) -> Config {
        self.with(Word::Every(period))
    }
}

/// What the program's code says, in the order in which it said so.
static CODE: Mutex<Vec<Word>> = Mutex::new(Vec::new());

/// Makes settings in code. Nothing needs to be configured; what is not, keeps its default.
///
/// ```
/// bedeck::configure(bedeck::Config::new().signals(false).json("report.json"));
/// ```
///
/// It may be called at any time and repeatedly, and holds from then on: later settings win over earlier ones. The variable
/// `BEDECK` wins over both: its words are read as if they came last.
///
/// # Restrictions
///
/// Whether anything is recorded at all is `BEDECK=off`'s to say, and that of the feature `record`.
pub fn configure(config: Config) {
    CODE.lock().unwrap_or_else(PoisonError::into_inner).extend(config.words);
    exit::configured(&settings());
}

/// What code and `BEDECK` say together. Complains, once, about words of `BEDECK` that do not hold.
///
/// For exit paths and other places that may allocate and take a lock; see [`words::early`] for the others.
pub(crate) fn settings() -> Settings {
    let settings = Settings::of(code().iter().chain(&variable().words));
    #[cfg(feature = "serve")]
    let settings = Settings { token: crate::serve::Token::of_variable().or(settings.token), ..settings };
    settings
}

/// The settings of the code. A forked child may find the lock taken for ever: it goes without them.
fn code() -> Vec<Word> {
    for _ in 0..1000 {
        match CODE.try_lock() {
            Ok(words) => return words.clone(),
            Err(TryLockError::Poisoned(words)) => return words.into_inner().clone(),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_micros(100)),
        }
    }
    Vec::new()
}

/// What `BEDECK` says, read once.
fn variable() -> &'static Parsed {
    static VARIABLE: OnceLock<Parsed> = OnceLock::new();
    VARIABLE.get_or_init(|| {
        let list = std::env::var_os("BEDECK").unwrap_or_default();
        let parsed = words::parse(list.as_encoded_bytes());
        parsed.complaints.iter().for_each(|complaint| complain(complaint));
        parsed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_settings_win_and_last_of_all_the_variable() {
        let first = Config::new().json("a").top(0).signals(false).sort(Sort::Calls).every(Duration::from_secs(1));
        let second = Config::new().json("b").table().quiet(true).filter("x*");
        let variable = words::parse(b"sort=name,table=-").words;
        let settings = Settings::of(first.words.iter().chain(&second.words).chain(&variable));
        let expected = Settings {
            signals: false,
            outputs: vec![(Format::Json, Target::File("b".into())), (Format::Table, Target::Stdout)],
            sort: Sort::Name,
            top: Some(1),
            filter: Some(Glob::new("x*")),
            every: Some(Duration::from_secs(1)),
            ..Settings::default()
        };
        assert_eq!(settings, expected);
    }
}
