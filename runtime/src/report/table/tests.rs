//! Snapshots of tables, made of hand-made reports.

pub(in crate::report) mod example;
mod narrow;
mod profiled;

use super::text::width_of;
use super::*;
use crate::report::data::Thread;
use crate::report::sink;

pub(in crate::report) fn paint(report: &Report, view: &View) -> String {
    sink::text(|out| super::paint(out, &Sheet::of(report), view))
}

/// What the snapshots vary.
fn function(name: &str, calls: u64, each_ns: u64) -> Function {
    Function {
        name: name.into(),
        kind: "function",
        file: "src/lex.rs",
        line: 12,
        calls,
        total_ns: Some(calls * each_ns),
        min_ns: Some(each_ns / 2),
        max_ns: Some(each_ns * 20),
        mean_ns: Some(each_ns),
        stddev_ns: Some(each_ns / 3),
        p50_ns: Some(each_ns),
        p90_ns: Some(each_ns * 2),
        p99_ns: Some(each_ns * 4),
        p999_ns: Some(each_ns * 9),
        per_second: Some(calls as f64 / 4.0),
        below_resolution: Some(false),
        ..Function::default()
    }
}

fn report(functions: Vec<Function>) -> Report {
    Report {
        command: "target/release/app --input a/big.txt".into(),
        pid: 4711,
        wall_ns: 4_000_000_000,
        timed: 12_000_000,
        overhead_ns: 240_000_000,
        clock_resolution_ns: 25,
        functions,
        ..Report::default()
    }
}

fn wide(report: &Report) -> String {
    paint(report, &View::default())
}

#[test]
fn a_plain_table_has_every_column_that_was_measured() {
    let functions = vec![function("app::run", 1, 3_900_000_000), function("app::lex::tokens", 41_203, 77_900)];
    let expected = "\
bedeck  app --input a/big.txt  4.00 s  pid 4711
80.2 % of the time is in `app::lex::tokens`: 3.21 s in 41,203 calls

function           calls   total     %     mean      min      p50      p90      p99    p99.9       max   stddev  calls/s
app::run               1  3.90 s  97.5  3.90 s   1.95 s   3.90 s   7.80 s   15.6 s   35.1 s   1.30 min  1.30 s      0.25
app::lex::tokens  41,203  3.21 s  80.2  77.9 us  39.0 us  77.9 us   156 us   312 us   701 us   1.56 ms  26.0 us   10.3 k
overhead: 12 M calls x 20 ns = 240 ms, 6.0 % of the run; clock resolution 25 ns
";
    assert_eq!(wide(&report(functions)), expected);
}

#[test]
fn columns_of_what_happened_or_was_asked_for_come_when_there_is_something_in_them() {
    let fetch = Function {
        kind: "async",
        open: 2,
        panics: 1,
        cancelled: Some(3),
        ok: Some(90),
        err: Some(4),
        in_flight_peak: Some(7),
        busy_ns: Some(1_000_000),
        idle_ns: Some(99_000_000),
        polls: Some(1234),
        cpu_ns: Some(900_000),
        ..function("app::fetch", 100, 1_000_000)
    };
    let parse = Function { cancelled: Some(0), ..function("app::parse", 5, 1000) };
    let text = wide(&report(vec![fetch, parse]));
    let lines: Vec<&str> = text.lines().collect();
    let start = "\
function    calls  open  panics  cancelled  ok  err  peak    total    %     busy     idle  polls     cpu     mean";
    assert_eq!(lines[1..3], ["`app::fetch` panicked in 1 of 100 calls", ""]);
    assert!(lines[3].starts_with(start), "{text}");
    let start = "\
app::fetch    100     2       1          3  90    4     7   100 ms  2.5  1.00 ms  99.0 ms  1,234  900 us  1.00 ms";
    assert!(lines[4].starts_with(start), "{text}");
    let start = "\
app::parse      5                                          5.00 us  0.0                                   1.00 us";
    assert!(lines[5].starts_with(start), "{text}");
}

#[test]
fn estimates_and_what_the_clock_cannot_tell_are_marked_and_explained() {
    let sampled = Function { sample: Some(64), ..function("app::hash", 640, 500) };
    let tiny = Function { below_resolution: Some(true), ..function("app::get", 100, 10) };
    let precise = Function { precise: true, ..function("app::put", 100, 10) };
    let text = wide(&report(vec![sampled, tiny, precise]));
    let expected = "\
function   calls    total    %     mean      min      p50       p90       p99     p99.9       max   stddev  calls/s
app::hash    640  ~320 us  0.0  ~500 ns  ~250 ns  ~500 ns  ~1.00 us  ~2.00 us  ~4.50 us  ~10.0 us  ~166 ns      160
app::get     100  1.00 us  0.0   <25 ns   <25 ns   <25 ns    <25 ns     40 ns     90 ns    200 ns     3 ns       25
app::put     100  1.00 us  0.0    10 ns     5 ns    10 ns     20 ns     40 ns     90 ns    200 ns     3 ns       25
~ estimated from one call in 64
< 25 ns is the least that can be told; `#[timed(precise)]` tells more
overhead: 12 M calls x 20 ns = 240 ms, 6.0 % of the run; clock resolution 25 ns
";
    assert_eq!(text.split_once('\n').unwrap().1, expected);
}

#[test]
fn a_narrow_terminal_gets_fewer_columns_and_shorter_names() {
    let long = "application::parsing::expressions::Parser<_>::parse_binary_expression";
    let report = report(vec![function(long, 41_203, 77_900)]);
    for width in 60..200 {
        let text = paint(&report, &View { width: Some(width), ..View::default() });
        let widest = text.lines().take(3).map(width_of).max().unwrap();
        assert!(widest <= width, "{width}:\n{text}");
        assert!(text.contains("41,203") && text.contains("77.9 us") && text.contains("expression"), "{text}");
    }
    let text = paint(&report, &View { width: Some(80), ..View::default() });
    let expected = "\
function                           calls   total     %     mean      p50     p99
applicatio..se_binary_expression  41,203  3.21 s  80.2  77.9 us  77.9 us  312 us
";
    assert_eq!(text.lines().skip(1).take(2).map(|line| format!("{line}\n")).collect::<String>(), expected);
    let text = paint(&report, &View { width: Some(140), ..View::default() });
    assert!(text.contains("application::pa..rser<_>::parse_binary_expression  41,203  3.21 s  80.2"), "{text}");
    let tiny = paint(&report, &View { width: Some(1), ..View::default() });
    assert!(tiny.contains("\nap..ession  41,203\n"), "{tiny}");
}

#[test]
fn wide_names_and_equal_names_stay_in_their_columns() {
    let other = Function { file: "src/other.rs", line: 3, ..function("app::new", 1, 1000) };
    let text = wide(&report(vec![function("app::new", 1, 1000), other, function("測定::한글", 1, 1000)]));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[2].starts_with("app::new (src/lex.rs:12)       1  1.00 us"), "{text}");
    assert!(lines[3].starts_with("app::new (src/other.rs:3)      1  1.00 us"), "{text}");
    assert!(lines[4].starts_with("測定::한글                     1  1.00 us"), "{text}");
}

#[test]
fn threads_have_a_table_of_their_own() {
    let main = Thread { name: "main".into(), threads: 1, calls: 1, busy_ns: Some(3_900_000_000), ..Thread::default() };
    let workers = Thread { name: "worker".into(), threads: 1200, calls: 41_203, busy_ns: None, ..Thread::default() };
    let report = Report { threads: vec![main, workers], ..report(vec![function("app::run", 1, 1000)]) };
    let expected = "
thread           calls    busy
main                 1  3.90 s
worker x 1,200  41,203

overhead";
    assert!(wide(&report).contains(expected), "{}", wide(&report));
    let alone = Report { threads: vec![report.threads[0].clone()], ..report };
    assert!(!wide(&alone).contains("thread"));
}

#[test]
fn colours_do_not_move_anything() {
    let functions = vec![Function { panics: 1, ..function("app::run", 10, 1000) }, function("b", 1, 1)];
    let plain = wide(&report(functions.clone()));
    let coloured = paint(&report(functions), &View { colour: true, ..View::default() });
    assert!(coloured.contains("\x1b[31m     1\x1b[0m"), "{coloured}");
    let bare = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"].iter().fold(coloured, |text, code| text.replace(code, ""));
    let trimmed: Vec<&str> = bare.lines().map(str::trim_end).collect();
    assert_eq!(trimmed, plain.lines().collect::<Vec<_>>());
}

#[test]
fn what_is_not_there_is_not_claimed() {
    let counted = Function { name: "app::run".into(), calls: 3, ..Function::default() };
    let report = Report { functions: vec![counted], ..Report::default() };
    assert_eq!(wide(&report), "bedeck\nfunction  calls\napp::run      3\n");
    assert!(wide(&Report::default()).contains("no decorated function ran"));
    let unasked = paint(&report, &View { unasked: true, ..View::default() });
    assert!(unasked.ends_with("\nBEDECK=html=report.html shows it as a page, BEDECK=quiet nothing\n"), "{unasked}");
    let cut = paint(&report, &View { left_out: 1234, ..View::default() });
    assert!(cut.ends_with("\n1,234 more functions are not shown (top=1)\n"), "{cut}");
}
