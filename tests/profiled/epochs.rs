//! Reports while calls are open, and resets: in a process of its own, since they concern everybody.

use bedeck::profiled;

/// Has the test run again as a child process with this variable set, so that nobody else is recorded.
fn in_own_process(test: &str, work: fn()) {
    const CHILD: &str = "BEDECK_TEST_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return work();
    }
    let program = std::env::current_exe().unwrap();
    let child = std::process::Command::new(program)
        .args([test, "--exact", "--test-threads=1"])
        .env(CHILD, "1")
        .env("BEDECK", "quiet")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
}

#[profiled]
fn inner() {
    std::thread::sleep(std::time::Duration::from_millis(2));
}

#[profiled]
fn reports() {
    inner();
    let report = bedeck::report();
    let row = |name: &str| report.functions.iter().find(|row| row.name.ends_with(name)).cloned().unwrap();
    let (own, below) = (row("epochs::reports"), row("epochs::inner"));
    assert_eq!((own.calls, own.open, own.mean_ns), (1, 1, None));
    let (total, self_ns) = (own.total_ns.unwrap(), own.self_ns.unwrap());
    assert!(total >= below.total_ns.unwrap() && total <= report.wall_ns, "{own:?} {}", report.wall_ns);
    assert!((self_ns + below.total_ns.unwrap()).abs_diff(total) <= 2, "{own:?} {below:?}");
}

#[test]
fn an_open_call_counts_with_its_time_until_now() {
    in_own_process("epochs::an_open_call_counts_with_its_time_until_now", reports);
}

#[profiled]
fn resets() {
    inner();
    bedeck::reset();
    inner();
}

#[test]
fn after_a_reset_only_what_began_since_counts() {
    in_own_process("epochs::after_a_reset_only_what_began_since_counts", || {
        resets();
        let report = bedeck::report();
        let names: Vec<&str> = report.functions.iter().map(|row| row.name.rsplit("::").next().unwrap()).collect();
        assert_eq!(names, ["inner"]);
        assert_eq!((report.functions[0].calls, report.functions[0].primitive_calls), (1, Some(1)));
        let nodes: Vec<(u64, u64)> = report.tree.iter().map(|node| (node.calls, node.self_ns)).collect();
        assert_eq!(nodes.len(), 2, "what stood above it then still does: {:?}", report.tree);
        assert_eq!((nodes[0], nodes[1].0), ((0, 0), 1));
        resets();
    });
}

#[bedeck::memoize]
fn kept(n: u64) -> u64 {
    n
}

fn memos() {
    let row = || bedeck::report().memos.into_iter().find(|row| row.name.ends_with("epochs::kept")).unwrap();
    assert_eq!((kept(1), kept(1), kept(2)), (1, 1, 2));
    assert_eq!((row().hits, row().misses, row().entries), (1, 2, 2));
    let bytes = row().bytes;
    bedeck::reset();
    let after = row();
    assert_eq!((after.hits, after.misses, after.entries, after.bytes), (0, 0, 2, bytes));
    assert_eq!((after.hit_ratio, after.saved_ns), (None, Some(0)));
    assert_eq!((kept(1), kept(3), kept_memo().info().hits, kept_memo().info().misses), (1, 3, 1, 1));
    assert_eq!((row().hits, row().misses, row().entries, row().hit_ratio), (1, 1, 3, Some(0.5)));
}

#[test]
fn memos_count_anew_and_keep_their_results() {
    in_own_process("epochs::memos_count_anew_and_keep_their_results", memos);
}
