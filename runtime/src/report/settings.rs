//! What the report shall be: the words of the program and of the variable `BEDECK`, one after the other.

#[cfg(feature = "serve")]
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::glob::Glob;
#[cfg(feature = "serve")]
use crate::serve::Token;

/// The order of a report's rows.
///
/// `Total`, `SelfTime`, `Calls`, `Mean` and `P99` put the largest first and functions without the figure last; `Name` goes by the
/// alphabet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sort {
    /// By the time in outermost calls.
    #[default]
    Total,
    /// By the time in the function and in no other `#[profiled]` one.
    SelfTime,
    /// By the number of calls.
    Calls,
    /// By the mean duration of a call.
    Mean,
    /// By the 99th percentile of durations.
    P99,
    /// By the name.
    Name,
}

/// A painter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Html,
    Prom,
    Folded,
    #[cfg(feature = "svg")]
    Svg,
    Speedscope,
    Trace,
    Pprof,
}

impl Format {
    /// All that this build has.
    pub(crate) const ALL: &[Format] = &[
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Markdown,
        Format::Html,
        Format::Prom,
        Format::Folded,
        #[cfg(feature = "svg")]
        Format::Svg,
        Format::Speedscope,
        Format::Trace,
        Format::Pprof,
    ];

    /// The word in `BEDECK`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Prom => "prom",
            Format::Folded => "folded",
            #[cfg(feature = "svg")]
            Format::Svg => "svg",
            Format::Speedscope => "speedscope",
            Format::Trace => "trace",
            Format::Pprof => "pprof",
        }
    }

    /// How the file of this format ends, in a folder that the user named.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Format::Table => "txt",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Prom => "prom",
            Format::Folded => "folded",
            #[cfg(feature = "svg")]
            Format::Svg => "svg",
            Format::Speedscope => "speedscope.json",
            Format::Trace => "trace.json",
            Format::Pprof => "pb",
        }
    }

    /// Whether it shows nothing but what `#[profiled]` records.
    pub(crate) fn is_picture(self) -> bool {
        !matches!(self, Format::Table | Format::Json | Format::Csv | Format::Markdown | Format::Html | Format::Prom)
    }
}

/// Where an output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stderr,
    Stdout,
    /// As the user wrote it: `%p` and an ending `/` are still in it.
    File(PathBuf),
}

impl Target {
    /// `-` is stdout.
    pub(crate) fn of(path: PathBuf) -> Target {
        if path == Path::new("-") { Target::Stdout } else { Target::File(path) }
    }

    pub(crate) fn is_stream(&self) -> bool {
        !matches!(self, Target::File(_))
    }
}

/// One word of `BEDECK`, or one setting of the program.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Word {
    Off,
    Quiet(bool),
    Signals(bool),
    NoMemo,
    Serial,
    Threads(usize),
    Output(Format, Target),
    Sort(Sort),
    Top(usize),
    Filter(Glob),
    Every(Duration),
    Baseline(PathBuf),
    #[cfg(feature = "serve")]
    Serve(SocketAddr),
    #[cfg(feature = "serve")]
    Token(Option<Token>),
}

/// What all words together say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Nothing is recorded.
    pub(crate) off: bool,
    /// Nothing is printed; files that were named are written all the same.
    pub(crate) quiet: bool,
    /// The report also comes out on SIGINT and SIGTERM.
    pub(crate) signals: bool,
    /// `#[memoize]` keeps nothing.
    pub(crate) nomemo: bool,
    /// `#[parallel]` runs everything on the caller's thread.
    pub(crate) serial: bool,
    /// So many threads work on a parallel region, unless it says otherwise.
    pub(crate) threads: Option<usize>,
    /// The outputs that were named, one a format.
    pub(crate) outputs: Vec<(Format, Target)>,
    pub(crate) sort: Sort,
    pub(crate) top: Option<usize>,
    pub(crate) filter: Option<Glob>,
    /// Write the outputs again and again, so long apart.
    pub(crate) every: Option<Duration>,
    /// The JSON of an earlier run to compare with.
    pub(crate) baseline: Option<PathBuf>,
    /// Where to show the report while the program runs.
    #[cfg(feature = "serve")]
    pub(crate) serve: Option<SocketAddr>,
    /// What has to be known to see it.
    #[cfg(feature = "serve")]
    pub(crate) token: Option<Token>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            off: false,
            quiet: false,
            signals: true,
            nomemo: false,
            serial: false,
            threads: None,
            outputs: Vec::new(),
            sort: Sort::Total,
            top: None,
            filter: None,
            every: None,
            baseline: None,
            #[cfg(feature = "serve")]
            serve: None,
            #[cfg(feature = "serve")]
            token: None,
        }
    }
}

impl Settings {
    /// Later words win over earlier ones.
    pub(crate) fn of<'a>(words: impl IntoIterator<Item = &'a Word>) -> Settings {
        let mut settings = Settings::default();
        words.into_iter().for_each(|word| settings.apply(word.clone()));
        settings
    }

    fn apply(&mut self, word: Word) {
        match word {
            Word::Off => self.off = true,
            Word::NoMemo => self.nomemo = true,
            Word::Serial => self.serial = true,
            Word::Threads(threads) => self.threads = Some(threads),
            Word::Signals(signals) => self.signals = signals,
            Word::Sort(sort) => self.sort = sort,
            Word::Top(top) => self.top = Some(top),
            Word::Filter(filter) => self.filter = Some(filter),
            Word::Every(every) => self.every = Some(every),
            Word::Baseline(path) => self.baseline = Some(path),
            #[cfg(feature = "serve")]
            Word::Serve(address) => self.serve = Some(address),
            #[cfg(feature = "serve")]
            Word::Token(token) => self.token = token,
            Word::Quiet(quiet) => {
                self.quiet = quiet;
                if quiet {
                    self.outputs.retain(|(_, target)| !target.is_stream());
                }
            }
            Word::Output(format, target) => {
                // `quiet,table`: the last word wins.
                self.quiet &= !target.is_stream();
                self.outputs.retain(|(other, _)| *other != format);
                self.outputs.push((format, target));
            }
        }
    }

    /// The outputs to write when `ran` says whether a decorated function ran: those that were named, or the table.
    pub(crate) fn wanted(&self, ran: bool) -> Vec<(Format, Target)> {
        if self.outputs.is_empty() && ran && !self.quiet {
            return vec![(Format::Table, Target::Stderr)];
        }
        self.outputs.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Target {
        Target::File(path.into())
    }

    #[test]
    fn an_output_replaces_the_default_table_and_an_earlier_one_of_its_format() {
        let words = [Word::Output(Format::Json, file("a")), Word::Output(Format::Json, file("b"))];
        assert_eq!(Settings::of(&words).wanted(true), [(Format::Json, file("b"))]);
        assert_eq!(Settings::default().wanted(true), [(Format::Table, Target::Stderr)]);
        assert_eq!(Settings::default().wanted(false), []);
    }

    #[test]
    fn quiet_takes_streams_and_leaves_files() {
        let table = Word::Output(Format::Table, Target::Stderr);
        let json = Word::Output(Format::Json, file("a"));
        let quiet = Word::Quiet(true);
        assert_eq!(Settings::of([&table, &json, &quiet]).wanted(true), [(Format::Json, file("a"))]);
        assert_eq!(Settings::of([&quiet, &table]).wanted(true), [(Format::Table, Target::Stderr)]);
        assert_eq!(Settings::of([&quiet]).wanted(true), []);
        assert!(Settings::of([&quiet, &json]).quiet);
    }

    #[test]
    fn off_stays_off() {
        assert!(Settings::of(&[Word::Off, Word::Output(Format::Table, Target::Stderr)]).off);
    }
}
