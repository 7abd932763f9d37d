//! Brings the report out: what the settings ask for, each to its place.

use std::io;

use super::data::Report;
use super::select::select;
use super::settings::{Format, Settings, Target};
use super::stream::{self, Stream};
use super::table::{self, View};
use super::{collect, exit, file};
use crate::config;

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

/// Makes the report once and writes each output that `settings` ask for.
pub(crate) fn deliver(settings: &Settings) {
    if settings.off || !cfg!(feature = "record") {
        return;
    }
    let mut report = collect::collect();
    let outputs = settings.wanted(!report.functions.is_empty());
    if outputs.is_empty() {
        return;
    }
    let left_out = select(&mut report, settings);
    for (format, target) in outputs {
        if let Err(error) = bring(&report, left_out, format, &target) {
            complain(&format!("cannot write the {} to {}: {error}", format.as_str(), shown(&target, format)));
        }
    }
}

fn bring(report: &Report, left_out: usize, format: Format, target: &Target) -> io::Result<()> {
    let stream = match target {
        Target::Stderr => Some(Stream::Stderr),
        Target::Stdout => Some(Stream::Stdout),
        Target::File(_) => None,
    };
    let text = match format {
        Format::Table => table::paint(report, &view(stream, left_out)),
        Format::Json => report.to_json(),
    };
    match (stream, target) {
        (None, Target::File(path)) => file::write(&file::place(path, format.extension()), text.as_bytes()),
        (stream, _) => stream::write(stream.unwrap_or(Stream::Stderr), text.as_bytes()),
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
fn view(stream: Option<Stream>, left_out: usize) -> View {
    let Some(stream) = stream.filter(|stream| stream.is_terminal()) else {
        return View { left_out, ..View::default() };
    };
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    View { width: stream::columns(stream), colour: !plain, left_out }
}

/// One line on stderr.
pub(crate) fn complain(line: &str) {
    // Where stderr is closed, nobody can be told.
    let _ = stream::write(Stream::Stderr, format!("bedeck: {line}\n").as_bytes());
}
