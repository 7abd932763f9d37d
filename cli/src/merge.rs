//! `cargo bedeck merge`: one report of several runs or processes.

use std::collections::HashMap;
use std::path::PathBuf;

use bedeck::{Edge, Function, Line, Memo, Memory, Node, Region, Report, Thread};

use crate::{Fault, load, out};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The reports, or folders of them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file to write; by default stdout
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn merge(arguments: &Arguments) -> Result<(), Fault> {
    let mut reports = Vec::new();
    for path in &arguments.files {
        reports.extend(load::runs(path)?);
    }
    out::write(arguments.out.as_deref(), merged(reports).to_json().as_bytes())
}

/// Sums of all; extremes of extremes; percentiles anew, from the histograms.
pub(crate) fn merged(reports: Vec<Report>) -> Report {
    let mut whole = Report::default();
    for report in reports {
        if whole.command.is_empty() {
            whole.command.clone_from(&report.command);
            whole.host.clone_from(&report.host);
            whole.started_unix_ms = report.started_unix_ms;
        }
        whole.started_unix_ms = whole.started_unix_ms.min(report.started_unix_ms);
        add(&mut whole.wall_ns, report.wall_ns);
        add(&mut whole.timed, report.timed);
        add(&mut whole.line_ticks, report.line_ticks);
        add(&mut whole.overhead_ns, report.overhead_ns);
        whole.clock_resolution_ns = whole.clock_resolution_ns.max(report.clock_resolution_ns);
        nodes(&mut whole.tree, report.tree);
        join(&mut whole.functions, report.functions, |f| (f.name.clone(), f.file, f.line), add_function);
        join(&mut whole.edges, report.edges, |e| (e.caller.clone(), e.callee.clone()), add_edge);
        join(&mut whole.lines, report.lines, |l| (l.function.clone(), l.file, l.line), add_line);
        join(&mut whole.regions, report.regions, |r| (r.name.clone(), r.file, r.line), add_region);
        join(&mut whole.memos, report.memos, |m| m.name.clone(), add_memo);
        join(&mut whole.threads, report.threads, |t| t.name.clone(), add_thread);
        whole.memory = larger(whole.memory, report.memory);
        for remark in report.remarks {
            if !whole.remarks.contains(&remark) {
                whole.remarks.push(remark);
            }
        }
    }
    let (wall_ns, resolution_ns) = (whole.wall_ns, whole.clock_resolution_ns);
    whole.functions.iter_mut().for_each(|function| derive(function, wall_ns, resolution_ns));
    whole
}

/// Adds rows to those that have their key, or behind them.
fn join<R, K: std::hash::Hash + Eq>(rows: &mut Vec<R>, more: Vec<R>, key: impl Fn(&R) -> K, add: fn(&mut R, R)) {
    let mut places: HashMap<K, usize> = rows.iter().enumerate().map(|(at, row)| (key(row), at)).collect();
    for row in more {
        match places.get(&key(&row)) {
            Some(at) => add(&mut rows[*at], row),
            None => {
                places.insert(key(&row), rows.len());
                rows.push(row);
            }
        }
    }
}

/// Adds, and stays at the most that there is: anybody can write a report.
fn add(sum: &mut u64, more: u64) {
    *sum = sum.saturating_add(more);
}

/// A sum, of which nothing is known if neither part is.
fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.zip(other).map(|(one, other)| one.saturating_add(other)).or(one).or(other)
}

fn most(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.max(other)
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.zip(other).map(|(one, other)| one.min(other)).or(one).or(other)
}

/// Runs do not hold memory at the same time.
fn larger(one: Option<Memory>, other: Option<Memory>) -> Option<Memory> {
    let (Some(mut one), Some(other)) = (one, other) else { return one.or(other) };
    one.live_bytes = one.live_bytes.max(other.live_bytes);
    one.peak_bytes = one.peak_bytes.max(other.peak_bytes);
    Some(one)
}

fn add_function(f: &mut Function, other: Function) {
    let ended = |f: &Function| f.calls.saturating_sub(f.open) as f64;
    let (ended, others) = (ended(f), ended(&other));
    if let (Some(mean), Some(mean_other)) = (f.mean_ns, other.mean_ns) {
        let (mean, mean_other) = (mean as f64, mean_other as f64);
        let all = (ended + others).max(1.0);
        let both = (mean * ended + mean_other * others) / all;
        // The mean of the squares, less the square of the mean.
        let square = |stddev: Option<u64>, mean: f64| (stddev.unwrap_or(0) as f64).powi(2) + mean * mean;
        let squares = square(f.stddev_ns, mean) * ended + square(other.stddev_ns, mean_other) * others;
        f.mean_ns = Some(both.round() as u64);
        f.stddev_ns = Some((squares / all - both * both).max(0.0).sqrt().round() as u64);
    } else {
        f.mean_ns = f.mean_ns.or(other.mean_ns);
        f.stddev_ns = f.stddev_ns.or(other.stddev_ns);
    }
    add(&mut f.calls, other.calls);
    add(&mut f.open, other.open);
    add(&mut f.panics, other.panics);
    f.primitive_calls = sum(f.primitive_calls, other.primitive_calls);
    f.ok = sum(f.ok, other.ok);
    f.err = sum(f.err, other.err);
    f.cancelled = sum(f.cancelled, other.cancelled);
    f.in_flight_peak = most(f.in_flight_peak, other.in_flight_peak);
    f.total_ns = sum(f.total_ns, other.total_ns);
    f.self_ns = sum(f.self_ns, other.self_ns);
    f.net_self_ns = sum(f.net_self_ns, other.net_self_ns);
    f.busy_ns = sum(f.busy_ns, other.busy_ns);
    f.idle_ns = sum(f.idle_ns, other.idle_ns);
    f.polls = sum(f.polls, other.polls);
    f.cpu_ns = sum(f.cpu_ns, other.cpu_ns);
    f.min_ns = least(f.min_ns, other.min_ns);
    f.max_ns = most(f.max_ns, other.max_ns);
    f.alloc_bytes = sum(f.alloc_bytes, other.alloc_bytes);
    f.alloc_count = sum(f.alloc_count, other.alloc_count);
    f.free_bytes = sum(f.free_bytes, other.free_bytes);
    f.free_count = sum(f.free_count, other.free_count);
    f.self_alloc_bytes = sum(f.self_alloc_bytes, other.self_alloc_bytes);
    f.peak_bytes = most(f.peak_bytes, other.peak_bytes);
    // `precise` functions are never below it.
    f.below_resolution = f.below_resolution.max(other.below_resolution);
    // At least: which arguments both had, no report tells.
    f.distinct = most(f.distinct, other.distinct);
    join(&mut f.histogram, other.histogram, |(low, _)| *low, |bucket, other| add(&mut bucket.1, other.1));
    f.histogram.sort_unstable();
}

/// The figures that follow from others.
fn derive(f: &mut Function, wall_ns: u64, resolution_ns: u64) {
    if !f.histogram.is_empty() {
        f.p50_ns = percentile(f, 0.5);
        f.p90_ns = percentile(f, 0.9);
        f.p99_ns = percentile(f, 0.99);
        f.p999_ns = percentile(f, 0.999);
        f.below_resolution = f.below_resolution.zip(f.p50_ns).map(|(below, median)| below && median < resolution_ns);
    }
    f.per_second = f.per_second.filter(|_| wall_ns > 0).map(|_| f.calls as f64 * 1e9 / wall_ns as f64);
}

/// The lower bound of the bucket in which the percentile lies, within the shortest and the longest call.
fn percentile(f: &Function, part: f64) -> Option<u64> {
    let all = f.histogram.iter().fold(0_u64, |all, (_, count)| all.saturating_add(*count));
    let rank = ((all as f64 * part).ceil() as u64).max(1);
    let mut below = 0;
    let bucket = f.histogram.iter().find(|(_, count)| {
        below = count.saturating_add(below);
        below >= rank
    });
    bucket.map(|(low, _)| (*low).max(f.min_ns.unwrap_or(0)).min(f.max_ns.unwrap_or(u64::MAX)))
}

fn add_edge(e: &mut Edge, other: Edge) {
    add(&mut e.calls, other.calls);
    add(&mut e.total_ns, other.total_ns);
}

fn add_line(l: &mut Line, other: Line) {
    l.hits = sum(l.hits, other.hits);
    l.total_ns = sum(l.total_ns, other.total_ns);
    l.alloc_bytes = sum(l.alloc_bytes, other.alloc_bytes);
}

fn add_memo(m: &mut Memo, other: Memo) {
    add(&mut m.hits, other.hits);
    add(&mut m.misses, other.misses);
    add(&mut m.waits, other.waits);
    add(&mut m.evictions, other.evictions);
    add(&mut m.expired, other.expired);
    add(&mut m.entries, other.entries);
    add(&mut m.bytes, other.bytes);
    m.saved_ns = sum(m.saved_ns, other.saved_ns);
    // Waits do not count, as in the reports themselves.
    let all = m.hits.saturating_add(m.misses);
    m.hit_ratio = (all > 0).then(|| m.hits as f64 / all as f64);
}

fn add_region(r: &mut Region, other: Region) {
    // Means of parallel runs, by how many there were.
    let (these, those) = (r.parallel_runs as f64, other.parallel_runs as f64);
    let mean = |this: Option<f64>, that: Option<f64>| match (this, that) {
        (Some(this), Some(that)) => Some((this * these + that * those) / (these + those)),
        (this, that) => this.or(that),
    };
    r.cores_mean = mean(r.cores_mean, other.cores_mean);
    r.imbalance = mean(r.imbalance, other.imbalance);
    r.speedup_estimate = mean(r.speedup_estimate, other.speedup_estimate);
    add(&mut r.runs, other.runs);
    add(&mut r.items, other.items);
    add(&mut r.parallel_runs, other.parallel_runs);
    add(&mut r.serial_runs, other.serial_runs);
    r.why_serial = r.why_serial.take().or(other.why_serial);
    r.wall_ns = sum(r.wall_ns, other.wall_ns);
}

fn add_thread(t: &mut Thread, other: Thread) {
    add(&mut t.threads, other.threads);
    add(&mut t.calls, other.calls);
    t.busy_ns = sum(t.busy_ns, other.busy_ns);
    t.wall_ns = sum(t.wall_ns, other.wall_ns);
    t.unattributed_ns = sum(t.unattributed_ns, other.unattributed_ns);
}

/// Adds each chain of callers to the one that is the same.
fn nodes(tree: &mut Vec<Node>, more: Vec<Node>) {
    type Key = (Option<usize>, String, String, &'static str, u32);
    let key =
        |node: &Node, parent| -> Key { (parent, node.function.clone(), node.thread.clone(), node.file, node.line) };
    let mut known: HashMap<Key, usize> = tree.iter().map(|node| (key(node, node.parent), node.id)).collect();
    let mut places = Vec::with_capacity(more.len());
    for mut node in more {
        let parent = node.parent.and_then(|parent| places.get(parent).copied());
        let place = *known.entry(key(&node, parent)).or_insert(tree.len());
        places.push(place);
        if place == tree.len() {
            (node.id, node.parent) = (place, parent);
            tree.push(node);
            continue;
        }
        let same = &mut tree[place];
        add(&mut same.calls, node.calls);
        add(&mut same.primitive_calls, node.primitive_calls);
        add(&mut same.total_ns, node.total_ns);
        add(&mut same.self_ns, node.self_ns);
        add(&mut same.net_self_ns, node.net_self_ns);
        same.alloc_bytes = sum(same.alloc_bytes, node.alloc_bytes);
        same.self_alloc_bytes = sum(same.self_alloc_bytes, node.self_alloc_bytes);
    }
}

#[cfg(test)]
mod tests;
