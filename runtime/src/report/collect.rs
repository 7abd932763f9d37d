//! From tallies to a report: ticks become nanoseconds here, and nowhere else.

use std::collections::HashMap;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{SystemTime, UNIX_EPOCH};

use super::data::{Function, Report, Thread};
use super::{overhead, process};
use crate::clock::{self, Scale};
use crate::record::histogram::{Histogram, bounds};
use crate::record::read::{Tally, tallies};
use crate::site::{Kind, Site};
use crate::start;

/// What all functions of a report share.
#[derive(Clone, Copy)]
struct Context {
    scale: Scale,
    wall_ns: u64,
    resolution_ns: u64,
}

pub(super) fn collect() -> Report {
    let header = Report { command: process::command(), pid: process::id(), host: process::host(), ..Report::default() };
    let Some(epoch) = start::epoch() else { return header };
    let rows = rows(tallies(epoch));
    let wall = start::epoch_age();
    let scale = clock::scale();
    let wall_ns = wall.as_nanos() as u64;
    let context = Context { scale, wall_ns, resolution_ns: resolution(scale) };
    Report {
        started_unix_ms: if clock::AVAILABLE { unix_ms().saturating_sub(wall.as_millis() as u64) } else { 0 },
        wall_ns,
        overhead_ns: if clock::AVAILABLE { overhead(&rows, scale) } else { 0 },
        clock_resolution_ns: context.resolution_ns,
        functions: rows.iter().map(|(site, tally)| function(site, tally, context)).collect(),
        threads: threads(),
        ..header
    }
}

fn resolution(scale: Scale) -> u64 {
    if clock::AVAILABLE { scale.ns(clock::resolution()).max(1) } else { 0 }
}

fn unix_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// One row for every name and place, in the order of first calls: a function that was compiled twice (two versions of a
/// crate, say) is one row.
fn rows(tallies: Vec<(&'static Site, Tally)>) -> Vec<(&'static Site, Tally)> {
    let mut known = HashMap::new();
    let mut rows: Vec<(&'static Site, Tally)> = Vec::with_capacity(tallies.len());
    for (site, tally) in tallies.into_iter().filter(|(site, _)| overhead::is_of_program(site)) {
        let row = *known.entry((site.name(), site.place.file(), site.place.line())).or_insert(rows.len());
        match rows.get_mut(row) {
            Some((_, earlier)) => earlier.merge(tally),
            None => rows.push((site, tally)),
        }
    }
    rows
}

/// Recorded calls (an async one costs at every poll) times the cost of one.
fn overhead(rows: &[(&Site, Tally)], scale: Scale) -> u64 {
    let recorded: u64 = rows.iter().map(|(_, tally)| tally.timed.max(tally.polls)).sum();
    (recorded as f64 * overhead::ns_per_call(scale)).round() as u64
}

fn function(site: &Site, tally: &Tally, context: Context) -> Function {
    let options = site.options;
    let calls = tally.entered + tally.passed;
    let function = Function {
        name: site.name().to_owned(),
        kind: site.kind.as_str(),
        file: site.place.file(),
        line: site.place.line(),
        calls,
        open: tally.entered.saturating_sub(tally.ended),
        ok: options.outcome.then_some(tally.ok),
        err: options.outcome.then_some(tally.err),
        panics: tally.panicked,
        cancelled: (site.kind == Kind::Async).then_some(tally.cancelled),
        in_flight_peak: options.in_flight.then(|| site.flying_peak.load(Relaxed).try_into().unwrap_or(0)),
        sample: (options.sample > 1).then_some(options.sample),
        per_second: (context.wall_ns > 0).then(|| calls as f64 * 1e9 / context.wall_ns as f64),
        ..Function::default()
    };
    if clock::AVAILABLE && tally.timed > 0 { timed(function, site, tally, context) } else { function }
}

/// Adds the columns that need a clock and a call that ended.
fn timed(function: Function, site: &Site, tally: &Tally, context: Context) -> Function {
    let Context { scale, resolution_ns, .. } = context;
    // All calls that ended for each that was timed: 1, but for a `sample` site.
    let weight = tally.ended.max(tally.timed) as f64 / tally.timed as f64;
    let estimate = |ticks: u64| (scale.ns_f64(ticks as f64) * weight).round() as u64;
    let is_async = site.kind == Kind::Async;
    let (min, max) = (tally.min.unwrap_or(0), tally.max.unwrap_or(0));
    // A percentile is the middle of a bucket, which may lie beyond the shortest or the longest duration.
    let percentile = |quantile| {
        let ticks = tally.histogram.percentile(quantile)?;
        Some(scale.ns_f64(ticks.clamp(min as f64, max.max(min) as f64)).round() as u64)
    };
    let mean = tally.sum as f64 / tally.timed as f64;
    let variance = (tally.squares / tally.timed as f64 - mean * mean).max(0.0);
    let p50_ns = percentile(0.5);
    Function {
        total_ns: Some(estimate(if is_async { tally.sum } else { tally.total })),
        busy_ns: is_async.then(|| estimate(tally.busy)),
        idle_ns: is_async.then(|| estimate(tally.sum.saturating_sub(tally.busy))),
        polls: is_async.then(|| (tally.polls as f64 * weight).round() as u64),
        cpu_ns: site.options.cpu.then(|| (tally.cpu_ns as f64 * weight).round() as u64),
        min_ns: Some(scale.ns(min)),
        max_ns: Some(scale.ns(max)),
        mean_ns: Some(scale.ns_f64(mean).round() as u64),
        stddev_ns: Some(scale.ns_f64(variance.sqrt()).round() as u64),
        p50_ns,
        p90_ns: percentile(0.9),
        p99_ns: percentile(0.99),
        p999_ns: percentile(0.999),
        // Fenced reads do not overlap the body: what `precise` reports may be believed.
        below_resolution: p50_ns.map(|p50| !site.options.precise && p50 < resolution_ns),
        histogram: pairs(&tally.histogram, scale),
        ..function
    }
}

/// Lower bounds in nanoseconds. Buckets of less than a nanosecond that begin in the same one are added up.
fn pairs(histogram: &Histogram, scale: Scale) -> Vec<(u64, u64)> {
    let mut pairs: Vec<(u64, u64)> = Vec::new();
    for (bucket, count) in histogram.filled() {
        let low = scale.ns(bounds(bucket).0);
        match pairs.last_mut() {
            Some((last, counted)) if *last == low => *counted += count,
            _ => pairs.push((low, count)),
        }
    }
    pairs
}

/// The threads that called decorated functions, one row a name.
fn threads() -> Vec<Thread> {
    Vec::new()
}
