//! The table for people: what matters most, one row a function, then what was recorded of call trees, callers, lines, memory and threads, and
//! at the end what to make of the figures.

mod distinct;
mod edges;
pub(super) mod findings;
mod functions;
mod grid;
mod lines;
mod markdown;
mod memory;
mod memos;
mod notes;
mod recursion;
mod regions;
mod text;
mod threads;
mod tree;
pub(crate) mod units;

use std::borrow::Cow;

use self::grid::GAP;
use self::text::{printable, shortened, width_of, wrapped};
use self::units::time;
use super::data::{Function, Report};
use super::names::Names;
use super::sink::Sink;

/// How a table is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    /// The terminal's columns; `None` takes as many as there are.
    pub(super) width: Option<usize>,
    pub(super) colour: bool,
    /// Functions that `top` cut off.
    pub(super) left_out: usize,
    /// What `top` said: the rows of each section.
    pub(super) top: Option<usize>,
    /// Whether it is Markdown, and not for a terminal.
    pub(super) markdown: bool,
    /// Whether nobody asked for anything: then the end says how to get more.
    pub(super) unasked: bool,
}

/// What is shown: the report, of its functions some in some order, and which of all names are those of several places.
pub(super) struct Sheet<'a> {
    pub(super) report: &'a Report,
    pub(super) functions: Vec<&'a Function>,
    pub(super) names: Names<'a>,
}

impl<'a> Sheet<'a> {
    /// All functions in their order.
    pub(super) fn of(report: &'a Report) -> Sheet<'a> {
        Sheet::with(report, report.functions.iter().collect())
    }

    pub(super) fn with(report: &'a Report, functions: Vec<&'a Function>) -> Sheet<'a> {
        let names = Names::of(functions.iter().copied(), &report.tree);
        Sheet { report, functions, names }
    }
}

/// The process id goes before a command is cut below this.
const COMMAND_WIDTH: usize = 16;

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let report = sheet.report;
    out.push_str(&head(report, view));
    findings::paint(out, sheet, view);
    functions::paint(out, sheet, view);
    let functions_only = out.painted();
    tree::paint(out, sheet, view);
    edges::paint(out, sheet, view);
    lines::paint(out, sheet, view);
    memory::paint(out, sheet, view);
    memos::paint(out, report, view);
    regions::paint(out, report, view);
    distinct::paint(out, sheet, view);
    threads::paint(out, report, view);
    let notes = notes::notes(sheet, view);
    if out.painted() > functions_only && !notes.is_empty() && !view.markdown {
        line(out, "");
    }
    notes.iter().for_each(|(style, content)| note(out, view, *style, content));
}

/// What a piece of text is, for terminals with colours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Bold,
    Dim,
    Warning,
    Alarm,
}

impl View {
    fn style<'a>(&self, style: Style, text: &'a str) -> Cow<'a, str> {
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Warning => "33",
            Style::Alarm => "31",
            Style::Plain => return text.into(),
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m").into() } else { text.into() }
    }
}

/// Adds a line without blanks at its end.
fn line(out: &mut Sink<'_>, content: &str) {
    out.push_str(content.trim_end());
    out.push_str("\n");
}

/// Adds a sentence, in as many lines as it takes.
fn note(out: &mut Sink<'_>, view: &View, style: Style, content: &str) {
    if view.markdown {
        line(out, &markdown::escaped(content));
        return line(out, "");
    }
    let lines = wrapped(content, view.width.unwrap_or(usize::MAX));
    lines.iter().for_each(|part| line(out, &view.style(style, part)));
}

/// Adds an empty line and the title of a section, with what there is to say about it.
fn title(out: &mut Sink<'_>, view: &View, title: &str, rest: &str) {
    if view.markdown {
        let gap = if rest.is_empty() { "" } else { " " };
        line(out, &format!("### {title}{gap}{}", markdown::escaped(rest)));
        return line(out, "");
    }
    let gap = if rest.is_empty() { "" } else { GAP };
    let room = view.width.map_or(usize::MAX, |width| width.saturating_sub(title.len() + gap.len()));
    let rest = shortened(rest, room);
    line(out, "");
    line(out, &format!("{}{gap}{rest}", view.style(Style::Bold, title)));
}

fn head(report: &Report, view: &View) -> String {
    let wall = Some(report.wall_ns).filter(|ns| *ns > 0).map(|ns| time(ns).trim_end().to_owned());
    let pid = Some(report.pid).filter(|pid| *pid > 0).map(|pid| format!("pid {pid}"));
    let command = printable(without_folder(&report.command));
    let rest = |pid: &Option<String>| wall.iter().chain(pid).map(|part| format!("{GAP}{part}")).collect::<String>();
    let room = |rest: &str| {
        view.width.map_or(usize::MAX, |width| width.saturating_sub("bedeck".len() + GAP.len() + rest.len()))
    };
    let whole = rest(&pid);
    let fits = room(&whole) >= width_of(&command).min(COMMAND_WIDTH);
    let rest = if fits { whole } else { rest(&None) };
    let command = shortened(&command, room(&rest));
    let command = if command.is_empty() { command } else { format!("{GAP}{command}").into() };
    match view.markdown {
        true => format!("## bedeck{}\n\n", markdown::escaped(&format!("{command}{rest}"))),
        false => format!("{}{command}{rest}\n", view.style(Style::Bold, "bedeck")),
    }
}

/// The program without the folder that it was started from, and its arguments.
fn without_folder(command: &str) -> &str {
    let program = command.split(' ').next().unwrap_or_default();
    match program.rfind('/') {
        Some(at) if !program.starts_with('\'') => &command[at + 1..],
        _ => command,
    }
}

#[cfg(test)]
pub(super) mod tests;
