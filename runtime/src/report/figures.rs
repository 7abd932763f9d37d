//! The figures of a report under the names that monitoring has for them: counters end in `_total`, and each row is told by
//! its labels.

use super::data::{Function, Memo, Region, Report, Thread};
use crate::hash::{Map, map_for};

/// What rows of one kind have in common: a figure with a name.
pub(super) struct Family<R> {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) help: &'static str,
    pub(super) figure: fn(&R) -> Option<Figure>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It only grows.
    Counter,
    Gauge,
}

pub(super) enum Figure {
    Count(u64),
    /// Nanoseconds.
    Time(u64),
    Ratio(f64),
}

/// The durations of a function's calls.
pub(super) const DURATIONS: &str = "bedeck_duration_seconds";

/// The name and value of each label.
pub(super) type Labels = Vec<(&'static str, String)>;

/// What tells a row from others of its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Told<'a> {
    /// The label of the name, and the name.
    name: Option<(&'static str, &'a str)>,
    place: Option<(&'a str, u32)>,
    /// So many rows before it have all that in common with it.
    earlier: u32,
}

/// Rows with what tells them apart: no two of them have the same labels.
pub(super) type Labelled<'a, R> = Vec<(&'a R, Told<'a>)>;

impl Told<'_> {
    pub(super) fn labels(&self) -> Labels {
        let name = self.name.map(|(label, name)| (label, name.to_owned()));
        let place = self.place.map(|(file, line)| ("location", format!("{file}:{line}")));
        let nth = (self.earlier > 0).then(|| ("nth", (self.earlier + 1).to_string()));
        [name, place, nth].into_iter().flatten().collect()
    }
}

pub(super) fn functions(report: &Report) -> Labelled<'_, Function> {
    labelled(&report.functions, |f| told("function", &f.name, Some((f.file, f.line))))
}

pub(super) fn memos(report: &Report) -> Labelled<'_, Memo> {
    labelled(&report.memos, |m| told("function", &m.name, None))
}

pub(super) fn regions(report: &Report) -> Labelled<'_, Region> {
    labelled(&report.regions, |r| told("function", &r.name, Some((r.file, r.line))))
}

pub(super) fn threads(report: &Report) -> Labelled<'_, Thread> {
    labelled(&report.threads, |t| told("thread", &t.name, None))
}

pub(super) fn whole(report: &Report) -> Labelled<'_, Report> {
    vec![(report, Told::default())]
}

fn told<'a>(label: &'static str, name: &'a str, place: Option<(&'a str, u32)>) -> Told<'a> {
    Told { name: Some((label, name)), place, earlier: 0 }
}

fn labelled<'a, R>(rows: &'a [R], told: fn(&'a R) -> Told<'a>) -> Labelled<'a, R> {
    let mut seen: Map<Told<'a>, u32> = map_for(rows.len());
    let numbered = |row: &'a R| {
        let told = told(row);
        let times = seen.entry(told).or_default();
        *times += 1;
        (row, Told { earlier: *times - 1, ..told })
    };
    rows.iter().map(numbered).collect()
}

const fn counter<R>(name: &'static str, help: &'static str, figure: fn(&R) -> Option<Figure>) -> Family<R> {
    Family { name, kind: Kind::Counter, help, figure }
}

const fn gauge<R>(name: &'static str, help: &'static str, figure: fn(&R) -> Option<Figure>) -> Family<R> {
    Family { name, kind: Kind::Gauge, help, figure }
}

use Figure::{Count, Ratio, Time};

pub(super) const FUNCTIONS: [Family<Function>; 14] = [
    counter("bedeck_calls_total", "Calls begun.", |f| Some(Count(f.calls))),
    gauge("bedeck_open_calls", "Calls begun and not ended.", |f| Some(Count(f.open))),
    counter("bedeck_panics_total", "Calls that ended in a panic.", |f| Some(Count(f.panics))),
    counter("bedeck_cancelled_total", "Futures dropped half-way.", |f| f.cancelled.map(Count)),
    counter("bedeck_ok_total", "Calls that ended with Ok.", |f| f.ok.map(Count)),
    counter("bedeck_err_total", "Calls that ended with Err.", |f| f.err.map(Count)),
    gauge("bedeck_in_flight_peak", "The most calls that were open at once.", |f| f.in_flight_peak.map(Count)),
    counter("bedeck_seconds_total", "Time in outermost calls, callees included.", |f| f.total_ns.map(Time)),
    counter("bedeck_self_seconds_total", "Time in the function and no other profiled one.", |f| f.self_ns.map(Time)),
    counter("bedeck_busy_seconds_total", "Time in polls.", |f| f.busy_ns.map(Time)),
    counter("bedeck_polls_total", "Polls of futures.", |f| f.polls.map(Count)),
    counter("bedeck_cpu_seconds_total", "Processor time of the thread in calls.", |f| f.cpu_ns.map(Time)),
    counter("bedeck_allocated_bytes_total", "Bytes asked for, callees included.", |f| f.alloc_bytes.map(Count)),
    counter("bedeck_allocations_total", "How often memory was asked for.", |f| f.alloc_count.map(Count)),
];

pub(super) const MEMOS: [Family<Memo>; 9] = [
    counter("bedeck_memo_hits_total", "Calls that found their value.", |m| Some(Count(m.hits))),
    counter("bedeck_memo_misses_total", "Calls that ran the body.", |m| Some(Count(m.misses))),
    counter("bedeck_memo_waits_total", "Calls that waited for another's run of the body.", |m| Some(Count(m.waits))),
    counter("bedeck_memo_evictions_total", "Values that went to make room.", |m| Some(Count(m.evictions))),
    counter("bedeck_memo_expired_total", "Values that were found too old.", |m| Some(Count(m.expired))),
    gauge("bedeck_memo_entries", "Values that are kept.", |m| Some(Count(m.entries))),
    gauge("bedeck_memo_bytes", "Memory of tables and entries.", |m| Some(Count(m.bytes))),
    gauge("bedeck_memo_hit_ratio", "Of all calls, the part that found its value.", |m| m.hit_ratio.map(Ratio)),
    counter("bedeck_memo_saved_seconds_total", "What the hits would have taken.", |m| m.saved_ns.map(Time)),
];

pub(super) const REGIONS: [Family<Region>; 7] = [
    counter("bedeck_region_runs_total", "How often the loop ran.", |r| Some(Count(r.runs))),
    counter("bedeck_region_items_total", "How many items it went over.", |r| Some(Count(r.items))),
    counter("bedeck_region_parallel_runs_total", "Runs that several threads worked on.", |r| {
        Some(Count(r.parallel_runs))
    }),
    counter("bedeck_region_seconds_total", "Time of its runs by the wall clock.", |r| r.wall_ns.map(Time)),
    gauge("bedeck_region_cores", "Threads at work in parallel runs, on average.", |r| r.cores_mean.map(Ratio)),
    gauge("bedeck_region_imbalance", "Part of the threads' time spent waiting for the last.", |r| {
        r.imbalance.map(Ratio)
    }),
    gauge("bedeck_region_speedup", "Over the estimated time of one thread.", |r| r.speedup_estimate.map(Ratio)),
];

pub(super) const THREADS: [Family<Thread>; 3] = [
    counter("bedeck_thread_calls_total", "Calls of decorated functions.", |t| Some(Count(t.calls))),
    counter("bedeck_thread_cpu_seconds_total", "Processor time of the threads.", |t| t.busy_ns.map(Time)),
    counter("bedeck_thread_unattributed_seconds_total", "Time in no profiled function.", |t| {
        t.unattributed_ns.map(Time)
    }),
];

pub(super) const WHOLE: [Family<Report>; 4] = [
    counter("bedeck_wall_seconds_total", "Time since the first call.", |r| (r.wall_ns > 0).then_some(Time(r.wall_ns))),
    counter("bedeck_overhead_seconds_total", "What the recording itself cost.", |r| {
        (r.clock_resolution_ns > 0).then_some(Time(r.overhead_ns))
    }),
    gauge("bedeck_live_bytes", "Bytes that the process holds.", |r| r.memory.map(|memory| Count(memory.live_bytes))),
    gauge("bedeck_peak_bytes", "The most that it ever held.", |r| r.memory.map(|memory| Count(memory.peak_bytes))),
];
