//! From tallies to a report: ticks become nanoseconds here, and nowhere else.

use super::data::{Function, Report};
use crate::clock::{self, Scale};
use crate::record::read::{Tally, tallies};
use crate::site::{Kind, Site};
use crate::start;

pub(super) fn collect() -> Report {
    let Some(epoch) = start::epoch() else { return Report::default() };
    let tallies = tallies(epoch);
    let scale = clock::scale();
    Report {
        pid: std::process::id(),
        wall_ns: clock::wall().as_nanos() as u64,
        clock_resolution_ns: scale.ns(clock::resolution()),
        functions: tallies.iter().map(|(site, tally)| function(site, tally, scale)).collect(),
        ..Report::default()
    }
}

fn function(site: &Site, tally: &Tally, scale: Scale) -> Function {
    let percentile = |quantile| tally.histogram.percentile(quantile).map(|ticks| scale.ns_f64(ticks).round() as u64);
    Function {
        name: site.name().to_owned(),
        kind: site.kind.as_str(),
        file: site.place.file(),
        line: site.place.line(),
        calls: tally.entered + tally.passed,
        open: tally.entered - tally.ended,
        panics: tally.panicked,
        cancelled: (site.kind == Kind::Async).then_some(tally.cancelled),
        total_ns: Some(scale.ns(tally.total)),
        min_ns: tally.min.map(|ticks| scale.ns(ticks)),
        max_ns: tally.max.map(|ticks| scale.ns(ticks)),
        mean_ns: (tally.timed > 0).then(|| scale.ns_f64(tally.sum as f64 / tally.timed as f64).round() as u64),
        p50_ns: percentile(0.5),
        p90_ns: percentile(0.9),
        p99_ns: percentile(0.99),
        p999_ns: percentile(0.999),
        ..Function::default()
    }
}
