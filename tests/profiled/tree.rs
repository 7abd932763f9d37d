//! Who stands below whom in the tree, and who called whom.

use bedeck::{Node, profiled};

/// The nodes of this module in the threads of a name: functions from the root on, and calls.
fn chains(thread: &str) -> Vec<(String, u64)> {
    let report = bedeck::report();
    let own = |node: &&Node| node.thread == thread && node.function.starts_with(module_path!());
    report.tree.iter().filter(own).map(|node| (chain(&report.tree, node), node.calls)).collect()
}

fn chain(tree: &[Node], node: &Node) -> String {
    let name = node.function.rsplit("::").next().unwrap_or_default();
    match node.parent {
        Some(parent) => format!("{} {name}", chain(tree, &tree[parent])),
        None => name.to_owned(),
    }
}

/// Runs in a thread of this name: threads of the test harness may share theirs.
fn within<R: Send + 'static>(name: &str, work: impl FnOnce() -> R + Send + 'static) -> R {
    std::thread::Builder::new().name(name.into()).spawn(work).unwrap().join().unwrap()
}

#[profiled]
fn leaf() {}

#[profiled]
fn left() {
    leaf();
}

#[profiled]
fn right() {
    leaf();
    leaf();
}

#[profiled]
fn both(deep: u32) {
    left();
    right();
    if deep > 0 {
        both(deep - 1);
    }
}

#[test]
fn a_function_has_a_node_for_every_chain_of_callers() {
    within("chains", || both(1));
    let mut chains = chains("chains");
    chains.sort();
    let expected = [
        ("both", 1),
        ("both both", 1),
        ("both both left", 1),
        ("both both left leaf", 1),
        ("both both right", 1),
        ("both both right leaf", 2),
        ("both left", 1),
        ("both left leaf", 1),
        ("both right", 1),
        ("both right leaf", 2),
    ];
    assert_eq!(chains, expected.map(|(chain, calls)| (chain.to_owned(), calls)));
    let report = bedeck::report();
    for node in &report.tree {
        assert!(node.parent.is_none_or(|parent| parent < node.id), "callers stand before callees");
        // What was handed to another thread takes none of the caller's time.
        let below = report.tree.iter().filter(|kid| kid.parent == Some(node.id) && kid.thread == node.thread);
        let kids: u64 = below.map(|kid| kid.total_ns).sum();
        assert!(node.self_ns + kids <= node.total_ns + 2 * report.tree.len() as u64, "{node:?}");
        assert!(node.net_self_ns <= node.self_ns, "{node:?}");
    }
}

#[profiled]
fn caught() {
    leaf();
    panic!("of the test");
}

#[profiled]
fn catches() {
    let panicked = std::panic::catch_unwind(caught).is_err();
    assert!(panicked);
    left();
}

#[test]
fn a_panic_closes_its_nodes() {
    within("panics", catches);
    let mut chains = chains("panics");
    chains.sort();
    let expected = ["catches", "catches caught", "catches caught leaf", "catches left", "catches left leaf"];
    assert_eq!(chains, expected.map(|chain| (chain.to_owned(), 1)));
    assert_eq!(crate::rows::row("tree::caught").panics, 1);
}

#[profiled]
fn even(n: u32) -> bool {
    n == 0 || odd(n - 1)
}

#[profiled]
fn odd(n: u32) -> bool {
    n != 0 && even(n - 1)
}

#[test]
fn a_recursion_counts_once_directly_and_by_turns() {
    assert!(within("turns", || even(100)));
    let report = bedeck::report();
    let row = |name: &str| report.functions.iter().find(|row| row.name.ends_with(name)).unwrap();
    let (even, odd) = (row("tree::even"), row("tree::odd"));
    assert_eq!((even.calls, even.primitive_calls), (51, Some(1)));
    assert_eq!((odd.calls, odd.primitive_calls), (50, Some(1)));
    assert!(odd.total_ns <= even.total_ns && even.total_ns.unwrap() <= report.wall_ns);
    let selfs = even.self_ns.unwrap() + odd.self_ns.unwrap();
    assert!(selfs.abs_diff(even.total_ns.unwrap()) <= 2, "{selfs} {even:?}");
    let edge = |caller: &str, callee: &str| {
        let fits = |edge: &&bedeck::Edge| edge.caller.ends_with(caller) && edge.callee.ends_with(callee);
        report.edges.iter().find(fits).map(|edge| edge.calls)
    };
    assert_eq!((edge("tree::even", "tree::odd"), edge("tree::odd", "tree::even")), (Some(50), Some(50)));
}

#[profiled]
fn descends(deep: u32) -> u64 {
    if deep == 0 { 0 } else { 1 + descends(deep - 1) }
}

#[test]
fn a_recursion_of_a_hundred_thousand_takes_little_and_stays_exact() {
    let deep = std::thread::Builder::new().name("deep".into()).stack_size(256 << 20);
    assert_eq!(deep.spawn(|| descends(100_000)).unwrap().join().unwrap(), 100_000);
    let report = bedeck::report();
    let row = report.functions.iter().find(|row| row.name.ends_with("tree::descends")).unwrap();
    assert_eq!((row.calls, row.primitive_calls), (100_001, Some(1)));
    assert!(row.self_ns.unwrap().abs_diff(row.total_ns.unwrap()) <= 2, "{row:?}");
    let nodes: Vec<&Node> = report.tree.iter().filter(|node| node.thread == "deep").collect();
    assert!(nodes.len() < 600, "{}", nodes.len());
    assert!(nodes.iter().any(|node| node.function == "(folded)"));
    assert_eq!(nodes.iter().map(|node| node.calls).sum::<u64>(), 100_001);
    assert!(report.remarks.iter().any(|remark| remark.contains("(folded)")), "{:?}", report.remarks);
}

#[test]
fn threads_of_one_name_share_a_tree_and_others_have_their_own() {
    (0..3).for_each(|_| within("shared", left));
    within("alone", left);
    assert_eq!(chains("shared"), [("left".to_owned(), 3), ("left leaf".to_owned(), 3)]);
    assert_eq!(chains("alone"), [("left".to_owned(), 1), ("left leaf".to_owned(), 1)]);
    let report = bedeck::report();
    let thread = report.threads.iter().find(|thread| thread.name == "shared").unwrap();
    assert!(thread.unattributed_ns <= thread.wall_ns && thread.wall_ns.is_some(), "{thread:?}");
}
