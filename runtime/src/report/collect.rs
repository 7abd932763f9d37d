//! From what was recorded to a report.

use std::time::{SystemTime, UNIX_EPOCH};

use super::data::{Report, Span, Thread};
use super::moment::Moment;
use super::profile::Profile;
use super::remarks::remarks;
use super::row::{Context, Row, rows};
use super::{lines, memos, overhead, process, regions};
use crate::clock::{self, Scale};
use crate::record::read::{Tally, ThreadTally};
use crate::record::timeline::Single;
use crate::{start, state};

pub(super) fn collect() -> Report {
    match state::epoch() {
        Some(epoch) => report(epoch, Moment::of(epoch)),
        None => Report { memory: super::memory::of_process(), ..header() },
    }
}

/// What is known of the process itself.
fn header() -> Report {
    Report { command: process::command(), pid: process::id(), host: process::host(), ..Report::default() }
}

fn report(epoch: u64, moment: Moment) -> Report {
    let Moment { memory, wall_ns, .. } = moment;
    let profiled = moment.functions.iter().any(|(site, _)| site.options.profiled);
    let ticks = lines::ticks(&moment.lines);
    let mut profile =
        if profiled { Profile::new(moment.trees, &ticks, overhead::profiled()) } else { Profile::default() };
    let rows = rows(moment.functions, &mut profile.numbers);
    let scale = clock::scale();
    let context = Context { scale, epoch, wall_ns, resolution_ns: resolution(scale) };
    let line_ticks = ticks.values().sum();
    let (timed, overhead_ns) = recorded(&rows, line_ticks, scale);
    let (singles, missed) = moment.singles;
    let remarks = remarks(&rows, &profile, missed, memory);
    let tree = if clock::AVAILABLE { profile.nodes(scale) } else { Vec::new() };
    let edges = profile.edges(scale);
    let threads = threads(moment.threads, profiled.then_some(&profile), scale);
    // A hundred thousand places and rows are not kept longer than they are read.
    let columns = profile.into_columns();
    let functions = rows.into_iter().map(|row| row.function(columns.get(row.number), context)).collect();
    drop(columns);
    Report {
        started_unix_ms: if clock::AVAILABLE { unix_ms().saturating_sub(wall_ns / 1_000_000) } else { 0 },
        wall_ns,
        timed,
        line_ticks,
        overhead_ns,
        clock_resolution_ns: context.resolution_ns,
        functions,
        tree,
        edges,
        lines: lines::rows(moment.lines, scale, memory.is_some()),
        memos: memos::rows(),
        regions: regions::rows(),
        timeline: spans(singles, scale),
        memory,
        threads,
        remarks,
        ..header()
    }
}

/// How many calls and polls were recorded, and what they and the ticks between lines cost in nanoseconds.
fn recorded(rows: &[Row], line_ticks: u64, scale: Scale) -> (u64, u64) {
    if !clock::AVAILABLE {
        return (0, 0);
    }
    // An async call costs at every poll.
    let sum = |tally: fn(&Row) -> Option<&Box<Tally>>| -> u64 {
        rows.iter().filter_map(tally).map(|tally| tally.timed.max(tally.polls)).sum()
    };
    let timed = sum(|row| row.timed.as_ref().map(|(_, tally)| tally));
    let profiled = sum(|row| row.profiled.as_ref().map(|(_, tally)| tally));
    let marked = sum(|row| row.profiled.as_ref().filter(|(site, _)| site.options.memory).map(|(_, tally)| tally));
    let cost = |calls: u64, each: fn() -> f64| if calls == 0 { 0.0 } else { calls as f64 * each() };
    let ticks = cost(timed, overhead::timed)
        + cost(profiled, || overhead::profiled().whole())
        + cost(marked, || overhead::profiled().mark)
        + cost(line_ticks, || overhead::profiled().tick);
    (timed + profiled, scale.ns_f64(ticks).round() as u64)
}

/// Single calls, with times from the beginning of the report.
fn spans(singles: Vec<Single>, scale: Scale) -> Vec<Span> {
    let start = clock::start_ticks().max(start::epoch_ticks());
    let span = |single: Single| Span {
        function: single.site.name().to_owned(),
        thread: single.thread,
        thread_id: single.thread_id,
        start_ns: scale.ns(single.began.saturating_sub(start)),
        duration_ns: scale.ns(single.ticks),
    };
    singles.into_iter().map(span).collect()
}

fn resolution(scale: Scale) -> u64 {
    if clock::AVAILABLE { scale.ns(clock::resolution()).max(1) } else { 0 }
}

fn unix_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// The threads that called decorated functions, one row a name.
fn threads(threads: Vec<ThreadTally>, profile: Option<&Profile>, scale: Scale) -> Vec<Thread> {
    let attributed = profile.map(Profile::attributed).filter(|_| clock::AVAILABLE);
    let row = |t: ThreadTally| {
        let wall = attributed.as_ref().map(|_| t.wall);
        let idle = attributed.as_ref().map(|ticks| t.wall.saturating_sub(*ticks.get(t.name.as_str()).unwrap_or(&0)));
        Thread {
            threads: t.threads,
            calls: t.calls,
            busy_ns: t.cpu_ns,
            wall_ns: wall.map(|ticks| scale.ns(ticks)),
            unattributed_ns: idle.map(|ticks| scale.ns(ticks)),
            name: t.name,
        }
    };
    threads.into_iter().map(row).collect()
}
