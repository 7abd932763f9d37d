use super::super::tests::example::{self, MS};
use super::super::tests::paint;
use super::*;
use crate::report::data::{Before, Function, Memo, Node, Region, Report, Thread};

const SECOND: u64 = 1000 * MS;

fn function(name: &str, calls: u64, total_ns: u64) -> Function {
    Function { name: name.into(), calls, total_ns: Some(total_ns), file: "src/lib.rs", line: 3, ..Function::default() }
}

fn findings(report: &Report) -> Vec<String> {
    super::findings(&Sheet::of(report))
}

fn report(functions: Vec<Function>) -> Report {
    Report { wall_ns: 10 * SECOND, functions, ..Report::default() }
}

fn memo(name: &str, [hits, misses]: [u64; 2], saved_ns: u64) -> Memo {
    Memo {
        name: name.into(),
        hits,
        misses,
        hit_ratio: Some(hits as f64 / (hits + misses) as f64),
        saved_ns: Some(saved_ns),
        bytes: 14 << 20,
        ..Memo::default()
    }
}

fn region(name: &str, parallel_runs: u64, wall_ns: u64) -> Region {
    Region {
        name: name.into(),
        line: 12,
        parallel_runs,
        cores_mean: (parallel_runs > 0).then_some(1.94),
        speedup_estimate: (parallel_runs > 0).then_some(1.87),
        why_serial: Some("640 items x 3.0 ns = 1.9 us, break-even 9.0 us".into()),
        wall_ns: Some(wall_ns),
        ..Region::default()
    }
}

#[test]
fn a_function_a_memo_and_a_loop_are_told_by_the_time_they_are_about() {
    let functions = vec![function("app::main", 1, 9900 * MS), function("app::parse", 41_203, 6100 * MS)];
    let memos = vec![memo("app::rank", [10, 90], 1), memo("app::resolve", [40_000, 1203], 7900 * MS)];
    let regions = vec![region("app::score", 7, 3 * SECOND), region("app::other", 0, 2 * SECOND)];
    let report = Report { memos, regions, ..report(functions) };
    let expected = [
        "the memo on `app::resolve` saved 7.90 s: 97.1 % of 41,203 calls were hits; it holds 14.0 MiB",
        "61.0 % of the time is in `app::parse`: 6.10 s in 41,203 calls",
        "the loop in `app::score` (line 12) ran on 1.9 cores for 3.00 s, 1.9 x as fast as on one",
    ];
    assert_eq!(findings(&report), expected);
    let serial = Report { regions: vec![region("app::score", 0, 3 * SECOND)], ..report };
    let why = "the loop in `app::score` (line 12) ran serially: 640 items x 3.0 ns = 1.9 us, break-even 9.0 us";
    assert_eq!(findings(&serial)[2], why);
}

#[test]
fn self_time_is_told_before_totals() {
    let expected = ["52.5 % of the time is in `app::score` itself: 2.10 s in 24,000 calls"];
    assert_eq!(findings(&example::report()), expected);
    let threads =
        vec![Function { self_ns: Some(17 * SECOND), ..function("app::work", 8, 17 * SECOND) }, function("b", 1, 1)];
    assert_eq!(findings(&report(threads))[0], "the most time is in `app::work`: 17.0 s over all threads, in 8 calls");
}

#[test]
fn what_panicked_comes_first_and_what_could_be_done_is_told() {
    let parse = Function { distinct: Some(1000), ..function("app::parse", 40_000, 4 * SECOND) };
    let fetch = Function { panics: 2, ..function("app::fetch", 2000, 1) };
    let before = Before { mean_ns: Some(SECOND), ..Before::default() };
    let slow = Function { mean_ns: Some(1230 * MS), before: Some(before), ..function("app::load", 1, 1230 * MS) };
    let expected = [
        "`app::fetch` panicked in 2 of 2,000 calls",
        "40.0 % of the time is in `app::parse`: 4.00 s in 40,000 calls",
        "`app::parse` was called 40,000 times with 1,000 different arguments: a memo would save 3.90 s",
    ];
    assert_eq!(findings(&report(vec![parse, fetch, slow.clone()])), expected);
    let change = "a call of `app::load` takes 23 % longer than in the baseline: 1.23 s, and was 1.00 s";
    assert_eq!(findings(&report(vec![slow, function("b", 1, 1)]))[1], change);
}

#[test]
fn a_memo_that_never_hits_and_a_function_that_asks_for_memory_are_named() {
    let all = Function { self_alloc_bytes: Some(3 << 30), ..function("app::join", 10, 0) };
    let some = Function { self_alloc_bytes: Some(1 << 30), ..function("app::cut", 10, 0) };
    let report = Report { memos: vec![memo("app::page", [1, 4_000_000], 10)], ..report(vec![some, all]) };
    let expected = [
        "`app::join` asked for 3.00 GiB, 75.0 % of all bytes counted",
        "the memo on `app::page` is hardly of use: 0.0 % of 4,000,001 calls were hits; it holds 14.0 MiB",
    ];
    assert_eq!(findings(&report), expected);
}

#[test]
fn little_things_and_single_rows_get_no_sentence() {
    let functions = vec![function("a", 5, 90 * MS), function("b", 5, 80 * MS)];
    assert_eq!(findings(&report(functions)), Vec::<String>::new());
    assert_eq!(findings(&report(vec![function("a", 5, 9 * SECOND)])), Vec::<String>::new());
    assert_eq!(
        findings(&Report { wall_ns: 0, ..report(vec![function("a", 5, 9), function("b", 5, 9)]) }),
        Vec::<String>::new()
    );
}

#[test]
fn equal_names_are_told_apart_and_nothing_moves_the_cursor() {
    let other = Function { file: "src/a.rs", line: 9, ..function("app::new", 2, 1) };
    let sentences = findings(&report(vec![function("app::new", 2, 5 * SECOND), other]));
    assert_eq!(sentences, ["50.0 % of the time is in `app::new` (src/lib.rs:3): 5.00 s in 2 calls"]);
    let named = findings(&report(vec![function("a\u{1b}[2J", 2, 5 * SECOND), function("b", 1, 1)]));
    assert!(named[0].contains(r"`a\u{1b}[2J`"), "{named:?}");
}

#[test]
fn sentences_stand_above_the_functions_with_a_line_between() {
    let report = report(vec![function("a", 5, 5 * SECOND), function("b", 5, 80 * MS)]);
    let text = paint(&report, &View::default());
    assert!(text.starts_with("bedeck  10.0 s\n50.0 % of the time is in `a`: 5.00 s in 5 calls\n\nfunction"), "{text}");
    let markdown = paint(&report, &View { markdown: true, ..View::default() });
    assert!(markdown.contains("\n50.0 % of the time is in \\`a\\`: 5.00 s in 5 calls\n\n"), "{markdown}");
}

/// The main thread waits for the others nearly all the time.
#[test]
fn who_waits_for_other_threads_is_not_what_takes_the_time() {
    let timed = |name: &str, ns: u64| Function { self_ns: Some(ns), ..function(name, 3, ns) };
    let node = |name: &str, thread: &str, self_ns: u64| Node {
        function: name.into(),
        file: "src/lib.rs",
        line: 3,
        thread: thread.into(),
        self_ns,
        ..Node::default()
    };
    let thread = |name: &str, busy_ns: Option<u64>| Thread {
        name: name.into(),
        threads: 1,
        busy_ns,
        wall_ns: Some(10 * SECOND),
        ..Thread::default()
    };
    let mut report = report(vec![timed("app::wait", 9800 * MS), timed("app::work", 4200 * MS)]);
    report.tree = vec![node("app::wait", "main", 9800 * MS), node("app::work", "pool", 4200 * MS)];
    report.threads = vec![thread("main", Some(90 * MS)), thread("pool", Some(9 * SECOND))];
    assert_eq!(findings(&report)[0], "42.0 % of the time is in `app::work` itself: 4.20 s in 3 calls");
    // Where the system does not tell, or there is one thread, whoever has the time has it.
    report.threads[1].busy_ns = None;
    assert_eq!(findings(&report)[0], "98.0 % of the time is in `app::wait` itself: 9.80 s in 3 calls");
    report.threads.truncate(1);
    assert_eq!(findings(&report)[0], "98.0 % of the time is in `app::wait` itself: 9.80 s in 3 calls");
}
