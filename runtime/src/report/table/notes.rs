//! Below everything: what the signs mean, what the recording cost, and what a reader has to know.

use super::text::printable;
use super::units::{count, time};
use super::{Sheet, Style, View};
use crate::report::data::{Function, Report};

const MORE: &str = "BEDECK=html=report.html shows it as a page, BEDECK=quiet nothing";

pub(super) fn notes(sheet: &Sheet<'_>, view: &View) -> Vec<(Style, String)> {
    let report = sheet.report;
    let warning = distorted(sheet).map(|warning| (Style::Warning, warning));
    let overhead = (report.wall_ns > 0 && report.timed.max(report.line_ticks) > 0).then(|| overhead(report));
    let remarks = report.remarks.iter().map(|remark| printable(remark));
    let more = view.unasked.then(|| MORE.to_owned());
    let notes = estimates(sheet).into_iter().chain(resolution(sheet)).chain(overhead).chain(remarks).chain(more);
    warning.into_iter().chain(notes.map(|note| (Style::Dim, note))).collect()
}

fn estimates(sheet: &Sheet<'_>) -> Option<String> {
    let samples = || sheet.functions.iter().filter_map(|function| function.sample);
    let (least, most) = (samples().min()?, samples().max()?);
    let one_in = if least == most { most.to_string() } else { format!("{least} to {most}") };
    Some(format!("~ estimated from one call in {one_in}"))
}

fn resolution(sheet: &Sheet<'_>) -> Option<String> {
    let least_ns = sheet.report.clock_resolution_ns;
    let below = |function: &&Function| !function.precise && function.min_ns.is_some_and(|ns| ns < least_ns);
    let least = time(least_ns);
    let note = || format!("< {} is the least that can be told; `#[timed(precise)]` tells more", least.trim_end());
    sheet.functions.iter().any(below).then(note)
}

fn overhead(report: &Report) -> String {
    let each = report.overhead_ns as f64 / report.timed.saturating_add(report.line_ticks).max(1) as f64;
    let lines = match report.line_ticks {
        0 => String::new(),
        ticks => format!(" and {} {}", count(ticks as f64), if ticks == 1 { "line" } else { "lines" }),
    };
    let share = report.overhead_ns as f64 * 100.0 / report.wall_ns.max(1) as f64;
    format!(
        "overhead: {} {}{lines} x {} = {}, {share:.1} % of the run; clock resolution {}",
        count(report.timed as f64),
        if report.timed == 1 { "call" } else { "calls" },
        time(each.round() as u64).trim_end(),
        time(report.overhead_ns).trim_end(),
        time(report.clock_resolution_ns).trim_end(),
    )
}

/// So many functions are named in the warning.
const NAMED: usize = 3;

/// The warning about functions that the recording takes more time of than they do themselves, if that is a hundredth of
/// the run or more: less is noise, and not worth a change.
fn distorted(sheet: &Sheet<'_>) -> Option<String> {
    let cost = |f: &Function| Some(f.self_ns?.saturating_sub(f.net_self_ns?));
    let is_distorted = |f: &&Function| {
        let cost = cost(f).unwrap_or(0);
        f.net_self_ns.is_some_and(|net| net < cost) && cost >= sheet.report.wall_ns / 100 && cost > 0
    };
    let mut worst: Vec<&Function> = sheet.functions.iter().copied().filter(is_distorted).collect();
    worst.sort_by_key(|function| core::cmp::Reverse(cost(function)));
    let mut names: Vec<String> = worst.iter().take(NAMED).map(|function| printable(&function.name)).collect();
    if worst.len() > NAMED {
        names.push(format!("{} more", worst.len() - NAMED));
    }
    let (last, others) = names.split_last()?;
    let names = if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
    Some(format!(
        "warning: most of the self time of {names} is the recording's; take the attribute off (in an impl or mod: \
         `#[profiled(skip)]`), or profile the callers only",
    ))
}
