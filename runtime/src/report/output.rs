//! Brings the report out: what the settings ask for, each to its place.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::data::{Function, Report};
#[cfg(feature = "svg")]
use super::picture::flames;
use super::picture::{folded, pprof, speedscope, trace};
use super::select::select;
use super::settings::{Format, Settings, Target};
use super::sink::{self, Sink};
use super::stream::{self, Stream};
use super::table::{self, Sheet, View};
use super::{baseline, collect, csv, exit, file, history, html, json, prom};
use crate::config::{self, Config};
use crate::record::memory::aside;

/// Writes the outputs now: those that `BEDECK` and [`configure`](crate::configure) name, else the table to stderr.
///
/// The report at the end of the process comes all the same, over everything; a file is then replaced.
///
/// ```no_run
/// bedeck::configure(bedeck::Config::new().json(std::env::temp_dir().join("report-%p.json")));
/// bedeck::flush();
/// ```
///
/// # Errors
///
/// An output that cannot be written gets one line on stderr; the others are written.
///
/// # Restrictions
///
/// Nothing happens under `BEDECK=off` and without the feature `record`.
pub fn flush() {
    exit::flush(|| deliver(&config::settings()));
}

impl Report {
    /// The rows that a configuration's `sort`, `top` and `filter` leave, as the table that `BEDECK=table=-` would print here: as wide
    /// as the terminal that stdout is, and in colours, unless `NO_COLOR` is set.
    ///
    /// ```
    /// print!("{}", bedeck::report().to_terminal(&bedeck::Config::new().top(3)));
    /// ```
    ///
    /// Where stdout is no terminal the table is plain, and as wide as it needs to be.
    pub fn to_terminal(&self, config: &Config) -> String {
        let settings = config.settings();
        let mut report = self.clone();
        let left_out = select(&mut report, &settings);
        let terminal = Some(Stream::Stdout).filter(|stream| stream::is_terminal(*stream));
        let shown = Shown { report, left_out, top: settings.top, unasked: false };
        sink::text(|out| shown.table(out, terminal))
    }
}

/// Makes the report once and writes each output that `settings` ask for.
pub(crate) fn deliver(settings: &Settings) {
    if !settings.off && cfg!(feature = "record") {
        aside(|| make_and_write(settings));
    }
}

fn make_and_write(settings: &Settings) {
    let mut report = collect::collect();
    #[cfg(feature = "metrics")]
    super::publish::hand_over(&report);
    let outputs = settings.wanted(!report.functions.is_empty());
    if outputs.is_empty() {
        return;
    }
    if settings.every.is_some() {
        history::end_interval(&mut report);
    }
    warn_of_empty_pictures(&report, &outputs);
    if let Some(path) = &settings.baseline {
        compare(&mut report, path);
    }
    let left_out = select(&mut report, settings);
    let rows = Shown { report, left_out, top: settings.top, unasked: settings.outputs.is_empty() };
    for (format, target) in outputs {
        if let Err(error) = rows.bring(format, &target) {
            complain(&format!("cannot write the {} to {}: {error}", format.word(), shown(&target, format)));
        }
    }
}

/// The rows that the settings ask for, of what was recorded so far.
#[cfg(feature = "serve")]
pub(crate) fn current() -> Report {
    let settings = config::settings();
    aside(|| {
        let mut report = super::report();
        if let Some(path) = &settings.baseline {
            compare(&mut report, path);
        }
        select(&mut report, &settings);
        report
    })
}

/// Puts the figures of the earlier run beside, or says once why that cannot be.
fn compare(report: &mut Report, path: &Path) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if let Err(line) = baseline::compare(report, path)
        && !SAID.swap(true, Ordering::Relaxed)
    {
        complain(&line);
    }
}

/// Says, once, that pictures were asked for and there is nothing to see in them.
fn warn_of_empty_pictures(report: &Report, outputs: &[(Format, Target)]) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if let Some(line) = empty_pictures(report, outputs).filter(|_| !SAID.swap(true, Ordering::Relaxed)) {
        complain(&line);
    }
}

fn empty_pictures(report: &Report, outputs: &[(Format, Target)]) -> Option<String> {
    let words: Vec<_> =
        outputs.iter().map(|(format, _)| *format).filter(|f| f.is_picture()).map(Format::word).collect();
    let empty = !words.is_empty() && report.tree.is_empty();
    empty.then(|| format!("no `#[profiled]` function ran: nothing to see in {}", words.join(", ")))
}

/// A terminal gets no more rows unless `top` says so: a program may have thousands of functions.
const TERMINAL_ROWS: usize = 50;

/// The rows that were asked for.
struct Shown {
    report: Report,
    left_out: usize,
    /// How many rows the user said to show.
    top: Option<usize>,
    /// Whether the table comes without a word of the user's.
    unasked: bool,
}

impl Shown {
    fn bring(&self, format: Format, target: &Target) -> io::Result<()> {
        let stream = match target {
            Target::Stderr => Stream::Stderr,
            Target::Stdout => Stream::Stdout,
            Target::File(path) => {
                return file::write(&file::place(path, format.extension()), |out| self.paint(out, format, None));
            }
        };
        let terminal = Some(stream).filter(|stream| stream::is_terminal(*stream));
        sink::pass(&mut { stream }, |out| self.paint(out, format, terminal))
    }

    fn paint(&self, out: &mut Sink<'_>, format: Format, terminal: Option<Stream>) {
        let report = &self.report;
        match format {
            Format::Table => self.table(out, terminal),
            Format::Json => json::paint(out, report),
            Format::Csv => csv::paint(out, report),
            Format::Markdown => self.markdown(out),
            Format::Html => html::paint(out, report),
            Format::Prom => prom::paint(out, report),
            Format::Folded => folded::paint(out, report),
            #[cfg(feature = "svg")]
            Format::Svg => flames::paint(out, report),
            Format::Speedscope => speedscope::paint(out, report),
            Format::Trace => trace::paint(out, report),
            Format::Pprof => pprof::paint(out, report),
        }
    }

    fn markdown(&self, out: &mut Sink<'_>) {
        let view = View { markdown: true, top: self.top, ..view(None, self.left_out) };
        table::paint(out, &Sheet::of(&self.report), &view);
    }

    fn table(&self, out: &mut Sink<'_>, terminal: Option<Stream>) {
        let Shown { report, top, left_out, unasked } = self;
        if terminal.is_none() || top.is_some() {
            return table::paint(out, &Sheet::of(report), &View { top: *top, ..view(terminal, *left_out) });
        }
        let functions: Vec<&Function> = report.functions.iter().take(TERMINAL_ROWS).collect();
        let left_out = report.functions.len() - functions.len();
        let view = View { unasked: *unasked, ..view(terminal, left_out) };
        table::paint(out, &Sheet::with(report, functions), &view);
    }
}

fn shown(target: &Target, format: Format) -> String {
    match target {
        Target::Stderr => "stderr".to_owned(),
        Target::Stdout => "stdout".to_owned(),
        Target::File(path) => format!("`{}`", file::place(path, format.extension()).display()),
    }
}

/// How a table fits where it goes: a terminal has a width and colours, unless the user does without.
fn view(terminal: Option<Stream>, left_out: usize) -> View {
    let Some(stream) = terminal else {
        return View { left_out, ..View::default() };
    };
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    View { width: stream::columns(stream), colour: !plain && stream::has_colours(), left_out, ..View::default() }
}

/// One line on stderr.
pub(crate) fn complain(line: &str) {
    // Where stderr is closed, nobody can be told.
    let _ = stream::write(Stream::Stderr, format!("bedeck: {line}\n").as_bytes());
}

#[cfg(all(test, feature = "record", not(miri)))]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::record::guard::enter;
    use crate::report::glob::Glob;
    use crate::site::Site;

    enum Here {}

    #[test]
    fn calls_come_out_in_the_files_that_were_asked_for() {
        static WANTED: Site = Site::new::<Here>().named("output::wanted");
        static OTHER: Site = Site::new::<Here>().named("output::other");
        for _ in 0..100 {
            let _calls = (enter(&WANTED), enter(&OTHER));
        }
        let folder = std::env::temp_dir().join(format!("bedeck-output-{}", std::process::id()));
        let nowhere = Target::File("/dev/null/table.txt".into());
        deliver(&Settings {
            outputs: vec![(Format::Table, nowhere), (Format::Json, Target::File(folder.join("%p.json")))],
            filter: Some(Glob::new("wanted")),
            ..Settings::default()
        });
        let text = std::fs::read(folder.join(format!("{}.json", std::process::id()))).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        let value: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(value["functions"].as_array().map(Vec::len), Some(1));
        assert_eq!(value["functions"][0]["name"], "output::wanted");
        assert_eq!(value["functions"][0]["calls"], 100);
        assert!(value["overhead_ns"].as_u64() > Some(0) && value["wall_ns"].as_u64() > Some(0));
    }

    #[test]
    fn every_format_comes_out_under_its_own_end() {
        let folder = std::env::temp_dir().join(format!("bedeck-formats-{}", std::process::id()));
        let target = Target::File(format!("{}/", folder.display()).into());
        let outputs = Format::ALL.iter().map(|format| (*format, target.clone())).collect();
        deliver(&Settings { outputs, ..Settings::default() });
        let mut ends: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().to_string_lossy().split_once('.').unwrap().1.to_owned())
            .collect();
        std::fs::remove_dir_all(folder).unwrap();
        let mut expected: Vec<&str> = Format::ALL.iter().map(|format| format.extension()).collect();
        ends.sort_unstable();
        expected.sort_unstable();
        assert_eq!(ends, expected);
    }

    #[test]
    fn pictures_without_calls_get_a_line_that_says_so() {
        let outputs: Vec<_> = Format::ALL.iter().map(|format| (*format, Target::Stdout)).collect();
        let line = empty_pictures(&Report::default(), &outputs).unwrap();
        assert!(line.starts_with("no `#[profiled]` function ran: nothing to see in folded, "), "{line}");
        let report = Report { tree: vec![Default::default()], ..Report::default() };
        assert_eq!(empty_pictures(&report, &outputs), None);
        assert_eq!(empty_pictures(&Report::default(), &[(Format::Json, Target::Stdout)]), None);
    }

    #[test]
    fn off_writes_nothing() {
        let path = std::env::temp_dir().join(format!("bedeck-off-{}.json", std::process::id()));
        let outputs = vec![(Format::Json, Target::File(path.clone()))];
        deliver(&Settings { off: true, outputs, ..Settings::default() });
        assert!(!Path::exists(&path));
    }
}
