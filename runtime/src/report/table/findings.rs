//! Above everything: what matters most, in at most three sentences, that about the most time first. One each of functions,
//! memos, loops, distinct arguments, allocations and changes, so that a reader learns something new from the next one.

mod sentences;
mod waiting;

use super::text::printable;
use super::{Sheet, Style, View, line, note};
use crate::report::names::{Names, Place};
use crate::report::sink::Sink;

/// So many sentences at most.
const MOST: usize = 3;

/// A sentence, and the time that it is about.
struct Finding {
    weight_ns: u64,
    text: String,
}

/// The sentences. What is about less than a hundredth of the run is not worth one.
pub(in crate::report) fn findings(sheet: &Sheet<'_>) -> Vec<String> {
    let report = sheet.report;
    let rows = sheet.functions.len() + report.memos.len() + report.regions.len();
    if rows < 2 || report.wall_ns == 0 {
        return Vec::new();
    }
    let found = [
        sentences::panics(sheet),
        sentences::hottest(sheet),
        sentences::memo(report),
        sentences::region(report),
        sentences::distinct(sheet),
        sentences::allocations(sheet),
        sentences::change(sheet),
    ];
    let least = report.wall_ns / 100;
    let mut found: Vec<Finding> = found.into_iter().flatten().filter(|finding| finding.weight_ns >= least).collect();
    found.sort_by_key(|finding| core::cmp::Reverse(finding.weight_ns));
    found.into_iter().take(MOST).map(|finding| finding.text).collect()
}

pub(super) fn paint(out: &mut Sink<'_>, sheet: &Sheet<'_>, view: &View) {
    let sentences = findings(sheet);
    sentences.iter().for_each(|sentence| note(out, view, Style::Bold, sentence));
    if !sentences.is_empty() && !view.markdown {
        line(out, "");
    }
}

/// A name as it stands in a sentence; with its place if there are others of this name.
fn quoted(names: &Names<'_>, (name, file, line): Place<'_>) -> String {
    let place = if names.is_shared(name) { format!(" ({file}:{line})") } else { String::new() };
    format!("`{}`{place}", printable(name))
}

#[cfg(test)]
mod tests;
