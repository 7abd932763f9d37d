//! The rows of functions: ticks become nanoseconds.

use super::data::Function;
use super::memory;
use super::numbers::Numbers;
use super::profile::Columns;
use crate::clock::{self, Scale};
use crate::hash::{Map, map_for};
use crate::record::histogram::{Histogram, bounds};
use crate::record::read::Tally;
use crate::record::{cpu, in_flight};
use crate::site::{Kind, Site};

/// What all functions of a report share.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) scale: Scale,
    pub(super) epoch: u64,
    pub(super) wall_ns: u64,
    pub(super) resolution_ns: u64,
}

/// What was recorded of one function: by `#[timed]`, by `#[profiled]`, or by both.
pub(super) struct Row {
    /// The function's number.
    pub(super) number: usize,
    pub(super) timed: Option<(&'static Site, Box<Tally>)>,
    pub(super) profiled: Option<(&'static Site, Box<Tally>)>,
}

impl Row {
    fn add(&mut self, site: &'static Site, tally: Box<Tally>) {
        match if site.options.profiled { &mut self.profiled } else { &mut self.timed } {
            Some((_, earlier)) => earlier.merge(*tally),
            empty => *empty = Some((site, tally)),
        }
    }

    /// The columns of both. Where both recorded the calls, the times of calls are those of `#[timed]`, whose options
    /// may say how they are to be read.
    pub(super) fn function(&self, columns: Option<&Columns>, context: Context) -> Function {
        let Some((site, tally)) = self.timed.as_ref().or(self.profiled.as_ref()) else { return Function::default() };
        let function = function(site, tally, context);
        match columns.filter(|_| self.profiled.is_some()) {
            Some(columns) => {
                profiled(Function { distinct: self.distinct(context.epoch), ..function }, *columns, context)
            }
            None => function,
        }
    }

    /// How many different arguments there were: never more than calls.
    fn distinct(&self, epoch: u64) -> Option<u64> {
        let (site, tally) = self.profiled.as_ref()?;
        let distinct = site.distinct?.estimate(epoch)?;
        Some(distinct.min(tally.entered + tally.passed))
    }
}

/// Adds the columns of the call tree.
fn profiled(function: Function, columns: Columns, context: Context) -> Function {
    let scale = context.scale;
    let is_async = function.kind == Kind::Async.as_str();
    let function = memory::columns(
        Function { primitive_calls: Some(if is_async { function.calls } else { columns.primitive_calls }), ..function },
        columns.memory,
    );
    if !clock::AVAILABLE {
        return function;
    }
    let open_ns = if is_async { 0 } else { scale.ns(columns.open_ticks) };
    let total_ns = function.total_ns.or(Some(0).filter(|_| open_ns > 0));
    Function {
        total_ns: total_ns.map(|total| total + open_ns),
        self_ns: Some(scale.ns(columns.self_ticks)),
        net_self_ns: Some(scale.ns_f64(columns.net_self_ticks.max(0.0)).round() as u64),
        ..function
    }
}

/// One row for every name and place, in the order of first calls: a function that was compiled twice (two versions of a
/// crate, say) is one row.
pub(super) fn rows(tallies: Vec<(&'static Site, Box<Tally>)>, numbers: &mut Numbers) -> Vec<Row> {
    let mut known: Map<usize, usize> = map_for(tallies.len());
    let mut rows: Vec<Row> = Vec::with_capacity(tallies.len());
    for (site, tally) in tallies {
        let number = numbers.of(site);
        let row = *known.entry(number).or_insert_with(|| {
            rows.push(Row { number, timed: None, profiled: None });
            rows.len() - 1
        });
        rows[row].add(site, tally);
    }
    rows
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
        in_flight_peak: options.in_flight.then(|| in_flight::peak(site, context.epoch)),
        precise: options.precise,
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
        cpu_ns: (site.options.cpu && cpu::AVAILABLE).then(|| (tally.cpu_ns as f64 * weight).round() as u64),
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
    let mut pairs: Vec<(u64, u64)> = Vec::with_capacity(histogram.len());
    for (bucket, count) in histogram.filled() {
        let low = scale.ns(bounds(bucket).0);
        match pairs.last_mut() {
            Some((last, counted)) if *last == low => *counted += count,
            _ => pairs.push((low, count)),
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::histogram::bucket_of;

    enum Here {}

    const CONTEXT: Context =
        Context { scale: Scale { ns_per_tick: 0.5 }, epoch: 2, wall_ns: 2_000_000_000, resolution_ns: 30 };

    /// Calls that took so many ticks, all outermost.
    fn tally(durations: &[u64]) -> Tally {
        let calls = durations.len() as u64;
        let mut tally = Tally { entered: calls, ended: calls, timed: calls, ..Tally::default() };
        tally.sum = durations.iter().sum();
        tally.total = tally.sum;
        tally.squares = durations.iter().map(|ticks| (ticks * ticks) as f64).sum();
        tally.min = durations.iter().copied().min();
        tally.max = durations.iter().copied().max();
        durations.iter().for_each(|ticks| tally.histogram.add(bucket_of(*ticks), 1));
        tally
    }

    #[test]
    fn ticks_become_nanoseconds() {
        static SITE: Site = Site::new::<Here>().named("f");
        let f = function(&SITE, &tally(&[200, 200, 200, 600]), CONTEXT);
        assert_eq!((f.name.as_str(), f.calls, f.open), ("f", 4, 0));
        assert_eq!((f.total_ns, f.min_ns, f.max_ns, f.mean_ns), (Some(600), Some(100), Some(300), Some(150)));
        // Of the population: sqrt(((3 * 50^2) + 150^2) / 4).
        assert_eq!(f.stddev_ns, Some(87));
        assert_eq!((f.p50_ns, f.p999_ns), (Some(100), Some(300)));
        assert_eq!((f.per_second, f.below_resolution), (Some(2.0), Some(false)));
        assert_eq!(f.histogram, [(100, 3), (300, 1)]);
        let absent = (f.ok, f.cancelled, f.in_flight_peak, f.sample, f.busy_ns, f.polls, f.cpu_ns);
        assert_eq!(absent, (None, None, None, None, None, None, None));
    }

    #[test]
    fn a_percentile_lies_between_the_shortest_and_the_longest() {
        static SITE: Site = Site::new::<Here>();
        // The bucket of 10,001 is 9,984 to 10,111.
        let f = function(&SITE, &tally(&[10_001; 5]), CONTEXT);
        assert_eq!((f.p50_ns, f.p999_ns, f.min_ns), (Some(5001), Some(5001), Some(5001)));
    }

    #[test]
    fn nothing_that_ended_has_no_times() {
        static SITE: Site = Site::new::<Here>();
        let f = function(&SITE, &Tally { entered: 1, passed: 2, ..Tally::default() }, CONTEXT);
        assert_eq!((f.calls, f.open), (3, 1));
        assert_eq!((f.total_ns, f.min_ns, f.mean_ns, f.p50_ns, f.below_resolution), (None, None, None, None, None));
        assert_eq!(f.histogram, []);
    }

    #[test]
    fn sums_of_a_sample_stand_for_all_calls() {
        static SITE: Site = Site::new::<Here>().sample(10).cpu();
        let tally = Tally { entered: 41, ended: 40, cpu_ns: 70, ..tally(&[200, 400, 200, 400]) };
        let f = function(&SITE, &tally, CONTEXT);
        assert_eq!((f.calls, f.open, f.sample), (41, 1, Some(10)));
        assert_eq!((f.total_ns, f.cpu_ns, f.mean_ns), (Some(6000), cpu::AVAILABLE.then_some(700), Some(150)));
    }

    #[test]
    fn async_and_optional_columns_come_with_their_options() {
        static SITE: Site = Site::new::<Here>().kind(Kind::Async).outcome().in_flight();
        let tally = Tally { busy: 40, polls: 3, ok: 1, cancelled: 1, total: 0, ..tally(&[100, 300]) };
        let f = function(&SITE, &tally, CONTEXT);
        assert_eq!((f.total_ns, f.busy_ns, f.idle_ns, f.polls), (Some(200), Some(20), Some(180), Some(3)));
        assert_eq!((f.ok, f.err, f.cancelled, f.in_flight_peak), (Some(1), Some(0), Some(1), Some(0)));
    }

    #[test]
    fn what_the_clock_cannot_tell_is_marked_unless_it_was_fenced() {
        static PLAIN: Site = Site::new::<Here>();
        static PRECISE: Site = Site::new::<Here>().precise();
        assert_eq!(function(&PLAIN, &tally(&[40; 3]), CONTEXT).below_resolution, Some(true));
        assert_eq!(function(&PRECISE, &tally(&[40; 3]), CONTEXT).below_resolution, Some(false));
    }

    #[test]
    fn one_name_at_one_place_is_one_row() {
        const fn twin() -> Site {
            Site::new::<Here>().named("twin")
        }
        static ONE: Site = twin();
        static OTHER: Site = twin();
        static ELSEWHERE: Site = Site::new::<Here>().named("twin");
        let rows = rows(
            [(&ONE, &[1][..]), (&ELSEWHERE, &[2]), (&OTHER, &[3, 4])]
                .map(|(site, durations)| (site, Box::new(tally(durations))))
                .into(),
            &mut Numbers::default(),
        );
        let calls: Vec<u64> =
            rows.iter().filter_map(|row| row.timed.as_ref()).map(|(_, tally)| tally.entered).collect();
        assert_eq!(calls, [3, 1]);
    }

    #[test]
    fn buckets_of_less_than_a_nanosecond_are_added_up() {
        let histogram = tally(&[5, 6, 6, 7, 100]).histogram;
        assert_eq!(pairs(&histogram, Scale { ns_per_tick: 0.1 }), [(1, 4), (10, 1)]);
    }
}
