//! `cargo bedeck merge`: one report of several runs or processes.

use std::collections::HashMap;
use std::path::PathBuf;

use bedeck::{Edge, Function, Line, Memo, Node, Region, Report, Thread};

use crate::{Fault, load};

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
    let merged = merged(reports).to_json();
    match &arguments.out {
        Some(path) => std::fs::write(path, merged).map_err(|error| format!("`{}`: {error}", path.display()))?,
        None => print!("{merged}"),
    }
    Ok(())
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
        whole.wall_ns += report.wall_ns;
        whole.timed += report.timed;
        whole.line_ticks += report.line_ticks;
        whole.overhead_ns += report.overhead_ns;
        whole.clock_resolution_ns = whole.clock_resolution_ns.max(report.clock_resolution_ns);
        nodes(&mut whole.tree, report.tree);
        join(&mut whole.functions, report.functions, |f| (f.name.clone(), f.file, f.line), add_function);
        join(&mut whole.edges, report.edges, |e| (e.caller.clone(), e.callee.clone()), add_edge);
        join(&mut whole.lines, report.lines, |l| (l.function.clone(), l.file, l.line), add_line);
        join(&mut whole.regions, report.regions, |r| (r.name.clone(), r.file, r.line), add_region);
        join(&mut whole.memos, report.memos, |m| m.name.clone(), add_memo);
        join(&mut whole.threads, report.threads, |t| t.name.clone(), add_thread);
        for remark in report.remarks {
            if !whole.remarks.contains(&remark) {
                whole.remarks.push(remark);
            }
        }
    }
    whole.functions.iter_mut().for_each(|function| derive(function, whole.wall_ns));
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

/// A sum, of which nothing is known if neither part is.
fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.zip(other).map(|(one, other)| one + other).or(one).or(other)
}

fn most(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.max(other)
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.zip(other).map(|(one, other)| one.min(other)).or(one).or(other)
}

fn add_function(f: &mut Function, other: Function) {
    let (ended, others) = ((f.calls - f.open) as f64, (other.calls - other.open) as f64);
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
    f.calls += other.calls;
    f.open += other.open;
    f.panics += other.panics;
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
    join(&mut f.histogram, other.histogram, |(low, _)| *low, |bucket, other| bucket.1 += other.1);
    f.histogram.sort_unstable();
}

/// The figures that follow from others.
fn derive(f: &mut Function, wall_ns: u64) {
    if !f.histogram.is_empty() {
        f.p50_ns = percentile(f, 0.5);
        f.p90_ns = percentile(f, 0.9);
        f.p99_ns = percentile(f, 0.99);
        f.p999_ns = percentile(f, 0.999);
    }
    f.per_second = f.per_second.filter(|_| wall_ns > 0).map(|_| f.calls as f64 * 1e9 / wall_ns as f64);
}

/// The lower bound of the bucket in which the percentile lies, within the shortest and the longest call.
fn percentile(f: &Function, part: f64) -> Option<u64> {
    let all: u64 = f.histogram.iter().map(|(_, count)| count).sum();
    let rank = ((all as f64 * part).ceil() as u64).max(1);
    let mut below = 0;
    let bucket = f.histogram.iter().find(|(_, count)| {
        below += count;
        below >= rank
    });
    bucket.map(|(low, _)| (*low).clamp(f.min_ns.unwrap_or(0), f.max_ns.unwrap_or(u64::MAX)))
}

fn add_edge(e: &mut Edge, other: Edge) {
    e.calls += other.calls;
    e.total_ns += other.total_ns;
}

fn add_line(l: &mut Line, other: Line) {
    l.hits = sum(l.hits, other.hits);
    l.total_ns = sum(l.total_ns, other.total_ns);
    l.alloc_bytes = sum(l.alloc_bytes, other.alloc_bytes);
}

fn add_memo(m: &mut Memo, other: Memo) {
    m.hits += other.hits;
    m.misses += other.misses;
    m.waits += other.waits;
    m.evictions += other.evictions;
    m.expired += other.expired;
    m.entries += other.entries;
    m.bytes += other.bytes;
    m.saved_ns = sum(m.saved_ns, other.saved_ns);
    // Waits do not count, as in the reports themselves.
    let all = m.hits + m.misses;
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
    r.runs += other.runs;
    r.items += other.items;
    r.parallel_runs += other.parallel_runs;
    r.serial_runs += other.serial_runs;
    r.why_serial = r.why_serial.take().or(other.why_serial);
    r.wall_ns = sum(r.wall_ns, other.wall_ns);
}

fn add_thread(t: &mut Thread, other: Thread) {
    t.threads += other.threads;
    t.calls += other.calls;
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
        same.calls += node.calls;
        same.primitive_calls += node.primitive_calls;
        same.total_ns += node.total_ns;
        same.self_ns += node.self_ns;
        same.net_self_ns += node.net_self_ns;
        same.alloc_bytes = sum(same.alloc_bytes, node.alloc_bytes);
        same.self_alloc_bytes = sum(same.self_alloc_bytes, node.self_alloc_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(durations: &[u64]) -> Function {
        let mut f = Function::default();
        f.name = "f".into();
        f.calls = durations.len() as u64;
        let mean = durations.iter().sum::<u64>() as f64 / durations.len() as f64;
        let variance = durations.iter().map(|ns| (*ns as f64 - mean).powi(2)).sum::<f64>() / durations.len() as f64;
        f.total_ns = Some(durations.iter().sum());
        f.mean_ns = Some(mean.round() as u64);
        f.stddev_ns = Some(variance.sqrt().round() as u64);
        f.min_ns = durations.iter().min().copied();
        f.max_ns = durations.iter().max().copied();
        f.per_second = Some(1.0);
        let mut sorted = durations.to_vec();
        sorted.sort_unstable();
        for ns in sorted {
            match f.histogram.last_mut() {
                Some((low, count)) if *low == ns => *count += 1,
                _ => f.histogram.push((ns, 1)),
            }
        }
        f
    }

    fn report(durations: &[u64]) -> Report {
        let mut report = Report::default();
        report.wall_ns = 1_000_000_000;
        report.functions.push(function(durations));
        report
    }

    #[test]
    fn parts_are_as_good_as_the_whole() {
        let all: Vec<u64> = (1..=1000).map(|number| number * number % 7919 + 1000).collect();
        let merged = merged(vec![report(&all[..300]), report(&all[300..301]), report(&all[301..])]);
        let (merged, whole) = (&merged.functions[0], function(&all));
        assert_eq!(
            (merged.calls, merged.total_ns, merged.min_ns, merged.max_ns),
            (1000, whole.total_ns, whole.min_ns, whole.max_ns)
        );
        assert_eq!(merged.histogram, whole.histogram);
        let close = |one: Option<u64>, other: Option<u64>| one.unwrap().abs_diff(other.unwrap()) <= 2;
        assert!(close(merged.mean_ns, whole.mean_ns) && close(merged.stddev_ns, whole.stddev_ns), "{merged:?}");
        let mut sorted = all.clone();
        sorted.sort_unstable();
        assert_eq!([merged.p50_ns, merged.p99_ns], [Some(sorted[499]), Some(sorted[989])]);
        assert_eq!(merged.per_second, Some(1000.0 / 3.0));
    }

    #[test]
    fn the_hit_ratio_is_that_of_reports() {
        let of = |hits, misses, waits| {
            let mut memo = Memo::default();
            (memo.name, memo.hits, memo.misses, memo.waits) = ("m".into(), hits, misses, waits);
            let mut report = Report::default();
            report.memos.push(memo);
            report
        };
        assert_eq!(merged(vec![of(5, 1, 7), of(1, 1, 0)]).memos[0].hit_ratio, Some(0.75));
    }

    #[test]
    fn trees_meet_in_their_chains() {
        let node = |id: usize, parent: Option<usize>, function: &str| {
            let mut node = Node::default();
            (node.id, node.parent, node.function, node.total_ns, node.calls) = (id, parent, function.into(), 10, 1);
            node
        };
        let of = |nodes: Vec<Node>| {
            let mut report = Report::default();
            report.tree = nodes;
            report
        };
        let one = of(vec![node(0, None, "a"), node(1, Some(0), "b")]);
        let other = of(vec![node(0, None, "b"), node(1, None, "a"), node(2, Some(1), "c"), node(3, Some(1), "b")]);
        let tree = merged(vec![one, other]).tree;
        let shape: Vec<_> = tree.iter().map(|n| (n.id, n.parent, n.function.as_str(), n.calls)).collect();
        assert_eq!(shape, [(0, None, "a", 2), (1, Some(0), "b", 2), (2, None, "b", 1), (3, Some(0), "c", 1)]);
    }
}
