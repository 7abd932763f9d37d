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

use self::grid::GAP;
use self::text::{printable, shortened, width_of, wrapped};
use self::units::time;
use super::data::Report;

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

/// The process id goes before a command is cut below this.
const COMMAND_WIDTH: usize = 16;

pub(super) fn paint(report: &Report, view: &View) -> String {
    let mut text = head(report, view);
    findings::paint(&mut text, report, view);
    functions::paint(&mut text, report, view);
    let functions_only = text.len();
    tree::paint(&mut text, report, view);
    edges::paint(&mut text, report, view);
    lines::paint(&mut text, report, view);
    memory::paint(&mut text, report, view);
    memos::paint(&mut text, report, view);
    regions::paint(&mut text, report, view);
    distinct::paint(&mut text, report, view);
    threads::paint(&mut text, report, view);
    let mut notes = String::new();
    notes::paint(&mut notes, report, view);
    if text.len() > functions_only && !notes.is_empty() && !view.markdown {
        text.push('\n');
    }
    text + &notes
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
    fn style(&self, style: Style, text: &str) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Warning => "33",
            Style::Alarm => "31",
            Style::Plain => return text.to_owned(),
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Adds a line without blanks at its end.
fn line(text: &mut String, content: &str) {
    text.push_str(content.trim_end());
    text.push('\n');
}

/// Adds a sentence, in as many lines as it takes.
fn note(text: &mut String, view: &View, style: Style, content: &str) {
    if view.markdown {
        line(text, &markdown::escaped(content));
        return line(text, "");
    }
    let lines = wrapped(content, view.width.unwrap_or(usize::MAX));
    lines.iter().for_each(|part| line(text, &view.style(style, part)));
}

/// Adds an empty line and the title of a section, with what there is to say about it.
fn title(text: &mut String, view: &View, title: &str, rest: &str) {
    if view.markdown {
        let gap = if rest.is_empty() { "" } else { " " };
        line(text, &format!("### {title}{gap}{}", markdown::escaped(rest)));
        return line(text, "");
    }
    let gap = if rest.is_empty() { "" } else { GAP };
    let room = view.width.map_or(usize::MAX, |width| width.saturating_sub(title.len() + gap.len()));
    let rest = shortened(rest, room);
    line(text, "");
    line(text, &format!("{}{gap}{rest}", view.style(Style::Bold, title)));
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
    let command = if command.is_empty() { command } else { format!("{GAP}{command}") };
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
