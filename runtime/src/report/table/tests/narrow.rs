//! Terminals of every width, and runs in which only some things happened.

use super::super::View;
use super::super::text::width_of;
use super::{example, paint};
use crate::report::data::{Function, Memo, Region, Report, Thread};

/// Every section, with names and places that are long, wide, or both.
fn everything() -> Report {
    let mut report = example::report();
    let long = "application::parsing::Expression<alloc::vec::Vec<core::option::Option<u8>>>::parse_a_binary_one";
    let wide = "測定::한글::⚡✅::हिन्दी::👨‍👩‍👧";
    for (at, name) in [long, wide].into_iter().enumerate() {
        report.functions[at].distinct = Some(40);
        report.memos.push(Memo { name: name.into(), hits: 1 << 40, waits: 9, saved_ns: Some(1), ..Memo::default() });
        let why = "one thread, and more to say than fits into a line of any terminal that anybody has".to_owned();
        let region = Region { name: name.into(), line: 7, runs: 1 << 30, wall_ns: Some(1), ..Region::default() };
        report.regions.push(Region { why_serial: Some(why), ..region });
        report.threads.push(Thread { name: name.into(), threads: 12_000, calls: 1 << 40, ..Thread::default() });
        let mut function = report.functions[0].clone();
        (function.name, function.file) = (name.into(), "a/very/long/path/to/some/source/file/in/a/workspace.rs");
        let mut line = report.lines[0].clone();
        (line.function, line.file) = (name.into(), function.file);
        report.functions.push(function);
        report.lines.push(line);
    }
    report.command = format!("/usr/bin/{wide} --input '{long}'");
    report
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let report = everything();
    for width in 30..240 {
        let text = paint(&report, &View { width: Some(width), unasked: true, ..View::default() });
        for line in text.lines() {
            assert!(width_of(line) <= width, "{width}: {line}\n{text}");
        }
        for section in ["function", "tree", "callers", "lines", "memory", "memos", "regions", "distinct", "thread"] {
            assert!(text.lines().any(|line| line.starts_with(section)), "{width}: {section}\n{text}");
        }
    }
}

#[test]
fn names_of_every_script_stay_in_their_columns() {
    let text = paint(&everything(), &View { width: Some(100), ..View::default() });
    let threads: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("thread")).take(4).collect();
    let calls = |line: &str| line.find("1,099,511,627,776").map(|at| width_of(&line[..at]));
    let places: Vec<usize> = threads.iter().filter_map(|line| calls(line)).collect();
    assert!(places.len() == 2 && places[0] == places[1], "{threads:?}");
}

#[test]
fn what_did_not_happen_is_not_told() {
    let only = |report: Report| {
        let report = Report { wall_ns: 5_000_000, clock_resolution_ns: 20, ..report };
        let text = paint(&report, &View { width: Some(80), ..View::default() });
        text.lines().skip(1).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let memo = Memo { name: "app::memo".into(), hits: 1, misses: 1, ..Memo::default() };
    let told = only(Report { memos: vec![memo], ..Report::default() });
    assert_eq!((told.len(), told[0].as_str()), (3, "memos"), "{told:?}");
    let region = Region { name: "app::sum".into(), runs: 1, serial_runs: 1, ..Region::default() };
    let told = only(Report { regions: vec![region], ..Report::default() });
    assert_eq!((told.len(), told[0].as_str()), (3, "regions"), "{told:?}");
    assert_eq!(only(Report::default()), ["no decorated function ran, or none that the filter fits"]);
}

#[test]
fn no_text_of_a_report_moves_the_cursor() {
    let mut report = everything();
    let odd = "a\x1b[2J\tb\r\nc\u{202e}";
    let function = Function { name: odd.into(), file: odd, ..report.functions[0].clone() };
    report.functions.insert(0, Function { file: "other", ..function.clone() });
    report.functions.insert(0, function);
    report.tree.iter_mut().for_each(|node| (node.thread, node.function) = (odd.into(), odd.into()));
    report.edges.iter_mut().for_each(|edge| (edge.caller, edge.callee) = (odd.into(), edge.callee.clone() + odd));
    report
        .lines
        .iter_mut()
        .for_each(|line| (line.function, line.source, line.file) = (odd.into(), Some(odd.into()), odd));
    report.memos.iter_mut().for_each(|memo| memo.name = odd.into());
    for region in &mut report.regions {
        (region.name, region.why_serial, region.wall_ns, region.serial_runs) =
            (odd.into(), Some(odd.into()), Some(report.wall_ns), 3);
    }
    report.threads.iter_mut().for_each(|thread| thread.name = odd.into());
    (report.command, report.remarks) = (odd.into(), vec![odd.into()]);
    for view in
        [View::default(), View { width: Some(70), ..View::default() }, View { markdown: true, ..View::default() }]
    {
        let text = paint(&report, &view);
        let moves = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        let line = text.lines().find(|line| line.contains(moves));
        assert_eq!(line, None, "{view:?}");
    }
}
