//! One kind of sentence each: the row of a report that is worth the most time, told with its figures.

use super::super::distinct::Advice;
use super::super::functions::share;
use super::super::text::printable;
use super::super::units::{bytes, grouped, time};
use super::{Finding, Sheet, quoted, waiting};
use crate::report::data::{Function, Memo, Region, Report};
use crate::report::sums::total;

/// The hottest function is worth a sentence if it takes one part in so many of the run.
const HOT_PART: u64 = 10;
/// What a call that finds nothing in a memo takes longer than one without a memo.
const MISS_NS: u64 = 150;
/// What fresh memory takes: about a microsecond for a page of 4 KiB.
const FRESH_BYTES_PER_NS: u64 = 4;
/// Of a hundred calls of a memo, so many that find something are hardly any.
const HARDLY_PER_CENT: f64 = 5.0;
/// A change below this is noise.
const NOISE_PER_CENT: f64 = 5.0;

/// Functions that panicked: always the first thing to know.
pub(super) fn panics(sheet: &Sheet<'_>) -> Option<Finding> {
    let function = sheet.functions.iter().copied().filter(|f| f.panics > 0).max_by_key(|f| f.panics)?;
    let name = name_of(sheet, function);
    let text = format!("{name} panicked in {} of {}", grouped(function.panics), calls(function.calls));
    Some(Finding { weight_ns: u64::MAX, text })
}

/// Where the time goes: into a function itself, where that was measured, else into all of its calls.
pub(super) fn hottest(sheet: &Sheet<'_>) -> Option<Finding> {
    let wall_ns = sheet.report.wall_ns;
    let at_work = waiting::at_work(sheet.report);
    let spent_itself = |f: &&Function| match &at_work {
        Some(at_work) => at_work.get(&(f.name.as_str(), f.file, f.line)).copied(),
        None => f.self_ns,
    };
    let by_self = sheet.functions.iter().copied().filter(|f| f.self_ns.is_some()).max_by_key(spent_itself);
    let spent = |f: &&Function| f.total_ns.filter(|_| !is_whole(f, sheet)).unwrap_or(0);
    let (function, ns) = match by_self {
        Some(function) => (function, function.self_ns?),
        None => sheet.functions.iter().copied().map(|f| (f, spent(&f))).max_by_key(|(_, ns)| *ns)?,
    };
    let (name, all) = (name_of(sheet, function), calls(function.calls));
    let told = short(time(ns));
    let text = match (ns <= wall_ns, by_self.is_some()) {
        (true, true) => format!("{} % of the time is in {name} itself: {told} in {all}", share(ns, wall_ns)),
        (true, false) => format!("{} % of the time is in {name}: {told} in {all}", share(ns, wall_ns)),
        (false, _) => format!("the most time is in {name}: {told} over all threads, in {all}"),
    };
    (ns >= wall_ns / HOT_PART).then_some(Finding { weight_ns: ns, text })
}

/// A single call that is nearly the whole run, as `main` is, says nothing.
fn is_whole(f: &Function, sheet: &Sheet<'_>) -> bool {
    f.calls == 1 && sheet.functions.len() > 1 && f.total_ns.is_some_and(|ns| ns >= sheet.report.wall_ns / 100 * 80)
}

/// The memo that saved the most, or else the one that cost the most for nothing.
pub(super) fn memo(report: &Report) -> Option<Finding> {
    let saved = |memo: &&Memo| memo.saved_ns.unwrap_or(0);
    let best = report.memos.iter().max_by_key(saved).filter(|memo| saved(memo) > 0).map(|memo| {
        let (percent, all) = (share(memo.hits, run(memo)), calls(run(memo)));
        let (saved, held) = (short(time(saved(&memo))), short(bytes(memo.bytes)));
        let text = format!(
            "the memo on `{}` saved {saved}: {percent} % of {all} were hits; it holds {held}",
            printable(&memo.name)
        );
        Finding { weight_ns: memo.saved_ns.unwrap_or(0), text }
    });
    let hardly = |memo: &&Memo| memo.hit_ratio.is_some_and(|ratio| ratio * 100.0 < HARDLY_PER_CENT);
    let worst = report.memos.iter().filter(hardly).max_by_key(|memo| memo.misses).map(|memo| {
        let (percent, all) = (share(memo.hits, run(memo)), calls(run(memo)));
        let (name, held) = (printable(&memo.name), short(bytes(memo.bytes)));
        let text = format!("the memo on `{name}` is hardly of use: {percent} % of {all} were hits; it holds {held}");
        Finding { weight_ns: memo.misses.saturating_mul(MISS_NS), text }
    });
    [best, worst].into_iter().flatten().max_by_key(|finding| finding.weight_ns)
}

/// Calls that did not wait for another's.
fn run(memo: &Memo) -> u64 {
    memo.hits.saturating_add(memo.misses)
}

/// The loop that took the longest: on how many cores it ran, or why on one.
pub(super) fn region(report: &Report) -> Option<Finding> {
    let region = report.regions.iter().max_by_key(|region| region.wall_ns)?;
    let place = format!("the loop in `{}` (line {})", printable(&region.name), region.line);
    let text = match (region.parallel_runs, region.cores_mean, &region.why_serial) {
        (1.., Some(cores), _) => format!("{place} ran on {cores:.1} cores{}", gain(region)),
        (0, _, Some(why)) => format!("{place} ran serially: {}", printable(why)),
        _ => return None,
    };
    Some(Finding { weight_ns: region.wall_ns?, text })
}

fn gain(region: &Region) -> String {
    let took = region.wall_ns.map(|ns| format!(" for {}", short(time(ns)))).unwrap_or_default();
    let faster = region.speedup_estimate.map(|by| format!(", {by:.1} x as fast as on one")).unwrap_or_default();
    format!("{took}{faster}")
}

/// The function that a memo would save the most of.
pub(super) fn distinct(sheet: &Sheet<'_>) -> Option<Finding> {
    let advice =
        sheet.functions.iter().copied().filter_map(Advice::of).filter(|advice| advice.pays(sheet.report.wall_ns));
    let best = advice.max_by_key(|advice| advice.saving_ns)?;
    let text = format!(
        "{} was called {} times with {} different arguments: a memo would save {}",
        name_of(sheet, best.function),
        grouped(best.function.calls),
        grouped(best.distinct),
        short(time(best.saving_ns)),
    );
    Some(Finding { weight_ns: best.saving_ns, text })
}

/// The function that asks for the most memory, itself.
pub(super) fn allocations(sheet: &Sheet<'_>) -> Option<Finding> {
    let function = sheet.functions.iter().copied().max_by_key(|f| f.self_alloc_bytes)?;
    let asked = function.self_alloc_bytes?;
    let whole = total(sheet.functions.iter().copied().filter_map(|f| f.self_alloc_bytes));
    let name = name_of(sheet, function);
    let text = format!("{name} asked for {}, {} % of all bytes counted", short(bytes(asked)), share(asked, whole));
    Some(Finding { weight_ns: asked / FRESH_BYTES_PER_NS, text })
}

/// The function whose calls changed the most since the run that this one is compared with.
pub(super) fn change(sheet: &Sheet<'_>) -> Option<Finding> {
    let (function, gap, before) = sheet.functions.iter().copied().filter_map(changed).max_by_key(|(_, gap, _)| *gap)?;
    let now = function.mean_ns?;
    let percent = (now as f64 / before as f64 - 1.0) * 100.0;
    let direction = if now > before { "longer" } else { "shorter" };
    let text = format!(
        "a call of {} takes {:.0} % {direction} than in the baseline: {}, and was {}",
        name_of(sheet, function),
        percent.abs(),
        short(time(now)),
        short(time(before)),
    );
    Some(Finding { weight_ns: gap, text })
}

/// The function, how much its calls differ from what so many took before, and the mean then.
fn changed(function: &Function) -> Option<(&Function, u64, u64)> {
    let (now, before) = (function.mean_ns?, function.before.as_ref()?.mean_ns.filter(|ns| *ns > 0)?);
    let gap = now.abs_diff(before);
    let told = gap as f64 * 100.0 >= before as f64 * NOISE_PER_CENT;
    told.then(|| (function, gap.saturating_mul(function.calls), before))
}

fn name_of(sheet: &Sheet<'_>, f: &Function) -> String {
    quoted(&sheet.names, (&f.name, f.file, f.line))
}

fn calls(number: u64) -> String {
    if number == 1 { "1 call".to_owned() } else { format!("{} calls", grouped(number)) }
}

/// A figure without the blanks that make columns flush.
fn short(figure: String) -> String {
    figure.trim_end().to_owned()
}
