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
fn nothing_is_lost_and_nothing_overflows() {
    let mut one = report(&[5, 5]);
    (one.wall_ns, one.functions[0].open, one.functions[0].distinct) = (u64::MAX, 9, Some(2));
    (one.functions[0].below_resolution, one.clock_resolution_ns) = (Some(false), 20);
    let mut memory = Memory::default();
    (memory.live_bytes, memory.peak_bytes) = (3, 9);
    one.memory = Some(memory);
    let mut other = one.clone();
    (other.functions[0].calls, other.functions[0].total_ns) = (u64::MAX, Some(u64::MAX));
    (other.functions[0].below_resolution, other.functions[0].histogram[0].1) = (Some(true), u64::MAX);
    (other.functions[0].distinct, other.memory.as_mut().unwrap().peak_bytes) = (Some(7), 5);
    (other.functions[0].min_ns, other.functions[0].max_ns) = (Some(9), Some(1));
    let whole = merged(vec![one, other]);
    let function = &whole.functions[0];
    assert_eq!((whole.wall_ns, function.calls, function.total_ns), (u64::MAX, u64::MAX, Some(u64::MAX)));
    assert_eq!((function.distinct, function.below_resolution), (Some(7), Some(true)));
    assert_eq!(whole.memory.map(|memory| (memory.live_bytes, memory.peak_bytes)), Some((3, 9)));
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
