//! Snapshots of the sections of profiled functions.

use super::example::{MS, edge, node, report};
use super::*;
use crate::report::data::Node;

/// The section that begins with this title or head, up to the next empty line.
fn section(report: &Report, view: &View, start: &str) -> String {
    let text = paint(report, view);
    text.split("\n\n").find(|section| section.starts_with(start)).unwrap_or_default().trim_end().to_owned() + "\n"
}

fn wide(report: &Report, start: &str) -> String {
    section(report, &View::default(), start)
}

#[test]
fn the_most_telling_columns_stay_in_a_terminal_of_100_columns() {
    let expected = "\
function         calls    total     %     self  self %  net self     mean      p50      p99      max
app::main            1  3.90 s   97.5   100 ms     2.5   99.0 ms  3.90 s   3.90 s   11.7 s   3.90 s
app::solve    24,001/1  3.70 s   92.5  1.20 s     30.0   1.10 s   3.70 s    154 us   462 us  3.70 s
app::score      24,000  2.50 s   62.5  2.10 s     52.5   2.00 s    104 us   104 us   312 us  2.50 s
app::get    12,000,000   400 ms  10.0   400 ms    10.0   40.0 ms    33 ns    33 ns    99 ns   400 ms
app::print           1   100 ms   2.5   100 ms     2.5    100 ms   100 ms   100 ms   300 ms   100 ms
";
    let view = View { width: Some(100), ..View::default() };
    assert_eq!(section(&report(), &view, "function"), expected);
    let text = paint(&report(), &View { width: Some(70), ..View::default() });
    assert!(text.contains("\nfunction         calls    total     %     self  net self     mean\n"), "{text}");
}

#[test]
fn times_of_a_call_and_the_place_come_where_there_is_room() {
    let text = wide(&report(), "function");
    let line = |at: usize| text.lines().nth(at).unwrap();
    assert!(line(0).contains("    mean  self/call  total/call      min"), "{text}");
    assert!(line(1).contains("  3.90 s      100 ms              1.95 s"), "{text}");
    assert!(line(2).contains("  3.70 s     50.0 us      3.70 s  77.1 us"), "{text}");
    assert!(line(0).ends_with("  location") && line(2).ends_with("  src/main.rs:12"), "{text}");
}

#[test]
fn the_tree_is_indented_and_recursion_is_one_row() {
    let expected = "\
tree
  total     %     self  net self       calls  function
3.90 s   97.5   100 ms   90.0 ms           1  app::main
3.70 s   92.5  1.20 s    1.08 s     12,001/1    app::solve (2 deep)
2.50 s   62.5  2.10 s    1.89 s       24,000      app::score
 400 ms  10.0   400 ms    360 ms  12,000,000        app::get
 100 ms   2.5   100 ms   90.0 ms           1    app::print
 100 ms   2.5                                 (unattributed)
1 smaller node is not shown (folded=PATH has all)
";
    assert_eq!(wide(&report(), "tree"), expected);
    let text = section(&report(), &View { top: Some(2), ..View::default() }, "tree");
    assert!(text.contains("\n5 smaller nodes are not shown") && !text.contains("app::score"), "{text}");
    let idle = Thread { wall_ns: Some(4_000_000 * MS), unattributed_ns: None, ..report().threads[0].clone() };
    let text = wide(&Report { threads: vec![idle], ..report() }, "tree");
    assert!(text.contains("\n3.90 s   0.1   100 ms   90.0 ms           1  app::main\n"), "{text}");
    let alone = Report { tree: report().tree[..1].to_vec(), ..report() };
    assert_eq!(wide(&alone, "tree"), "\n");
}

#[test]
fn threads_have_trees_of_their_own() {
    let mut report = report();
    report.tree.push(Node { thread: "worker".into(), ..node(8, None, "app::get", [1, 1], [3950 * MS, 3950 * MS]) });
    report.threads.push(Thread { name: "worker".into(), threads: 2, wall_ns: Some(7900 * MS), ..Thread::default() });
    let text = wide(&report, "tree");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[2].starts_with("7.90 s   100.0") && lines[2].ends_with("  thread worker"), "{text}");
    assert!(lines[3].starts_with("3.95 s    50.0  3.95 s ") && lines[3].ends_with("    app::get"), "{text}");
    assert!(lines[4].starts_with("4.00 s   100.0") && lines[4].ends_with("  thread main"), "{text}");
    assert!(lines[5].starts_with("3.90 s    97.5") && lines[5].ends_with("    app::main"), "{text}");
    assert!(text.contains("\n 100 ms    2.5                                   (unattributed)\n"), "{text}");
}

#[test]
fn what_was_folded_has_no_figures_but_those_of_its_functions() {
    let mut report = report();
    report.tree.push(Node { line: 0, file: "", ..node(8, None, "(folded)", [0, 0], [600 * MS, 0]) });
    report.tree.push(node(9, Some(8), "app::get", [7, 0], [600 * MS, 600 * MS]));
    let expected = "\
 600 ms  15.0                                 (folded)
 600 ms  15.0   600 ms    540 ms         7/0    app::get
 100 ms   2.5                                 (unattributed)
";
    assert!(wide(&report, "tree").contains(expected), "{}", wide(&report, "tree"));
}

#[test]
fn a_tree_of_thousands_of_nodes_fills_one_screen() {
    let mut tree = vec![node(0, None, "main", [1, 1], [6000 * MS, 0])];
    for id in 1..=3000 {
        let name = format!("app::f{id}");
        let parent = Some(if id <= 60 { 0 } else { id % 60 + 1 });
        tree.push(node(id, parent, &name, [1, 1], if id <= 60 { [100 * MS, 50 * MS] } else { [MS, MS] }));
    }
    let text = wide(&Report { tree, ..Report::default() }, "tree");
    assert_eq!(text.lines().count(), 43, "{text}");
    assert!(text.ends_with("\n2,961 smaller nodes are not shown (folded=PATH has all)\n"), "{text}");
}

#[test]
fn callers_and_callees_stand_below_each_function() {
    let expected = "\
callers and callees
function              calls    total
app::main                 1  3.90 s
  -> app::solve           1  3.70 s
  -> app::print           1   100 ms
app::solve         24,001/1  3.70 s
  <- app::main            1  3.70 s
  <- itself          24,000
  -> itself          24,000
  -> app::score      24,000  2.50 s
app::score           24,000  2.50 s
  <- app::solve      24,000  2.50 s
  -> app::get    12,000,000   400 ms
app::get         12,000,000   400 ms
  <- app::score  12,000,000   400 ms
app::print                1   100 ms
  <- app::main            1   100 ms
";
    assert_eq!(wide(&report(), "callers"), expected);
    let mut many = report();
    many.edges.extend((0..9).map(|at| edge("app::print", &format!("app::f{at}"), 2, at * MS)));
    let text = wide(&many, "callers");
    assert!(text.contains("\n  -> app::f4              2  4.00 ms\n  -> 4 more               8  6.00 ms\n"), "{text}");
    let nested = Report { edges: vec![edge("app::get", "app::solve", 9, 5000 * MS)], ..report() };
    assert!(wide(&nested, "callers").contains("\n  -> app::solve           9\n"), "{}", wide(&nested, "callers"));
    let itself = Report { edges: vec![edge("app::solve", "app::solve", 9, 1)], ..report() };
    assert_eq!(wide(&itself, "callers"), "\n");
}

#[test]
fn lines_have_the_columns_of_line_profiler() {
    let expected = "\
lines  app::score  src/main.rs:31  2.50 s, exact
Line #           Hits  Time (ms)  Per Hit (ns)  % Time  Line Contents
    31                                                  fn score(board: &Board) -> f64 {
    32         24,000       12.0         500.0     0.5      let mut sum = 0.0;
    33     12,024,000      300.0          25.0    12.0      for cell in board.cells() {
    34     12,000,000    2,100.0         175.0    84.0          sum += weight(cell) * self.get(cell.row).powi(2);
    35  m  12,000,000       60.0           5.0     2.4          trace!(sum);
    36                                                      }
    37         24,000       28.0       1,166.7     1.1      sum
m made by a macro, on the line of its call
";
    assert_eq!(wide(&report(), "lines"), expected);
    let narrow = "\
lines  app::score  src/main.rs:31  2.50 s, exact
Line #     Time (ms)  % Time  Line Contents
    31                        fn score(board: &Board) -> f64 {
    32          12.0     0.5      let mut sum = 0.0;
    33         300.0    12.0      for cell in board.cells() {
    34       2,100.0    84.0          sum += weight(cell) * ..
    35  m       60.0     2.4          trace!(sum);
    36                            }
    37          28.0     1.1      sum
m made by a macro, on the line of its call
";
    assert_eq!(section(&report(), &View { width: Some(62), ..View::default() }, "lines"), narrow);
    let coloured = paint(&report(), &View { colour: true, ..View::default() });
    let hot: Vec<&str> = coloured.lines().filter(|line| line.starts_with("\x1b[33m    3")).collect();
    assert!(hot.len() == 1 && hot[0].contains("2,100.0"), "{coloured}");
}

#[test]
fn sampled_lines_and_lines_without_source_show_what_is_known() {
    let mut report = report();
    for line in &mut report.lines {
        (line.hits, line.source, line.mode, line.alloc_bytes) = (None, None, "sampled", Some(u64::from(line.line)));
    }
    let expected = "\
lines  app::score  src/main.rs:31  2.50 s, sampled: estimates
Line #     Time (ms)  % Time  Alloc
    31
    32          12.0     0.5   32 B
";
    let text = wide(&report, "lines");
    assert!(text.starts_with(expected), "{text}");
    report.lines[1].file = "src/generated/rows.rs";
    assert!(
        wide(&report, "lines").contains("\nrows.rs:32          12.0     0.5   32 B\n"),
        "{}",
        wide(&report, "lines")
    );
}

#[test]
fn memory_is_told_by_function_and_for_the_process() {
    let expected = "\
memory
function     calls  allocated   count      self     freed   frees      peak
app::score  24,000   70.0 MiB  41,203  2.00 KiB  69.0 MiB  41,000  5.00 MiB
process: 12.0 MiB live, 80.0 MiB at its peak
";
    assert_eq!(wide(&report(), "memory"), expected);
}

#[test]
fn threads_tell_their_time_in_no_profiled_function() {
    let mut report = report();
    assert_eq!(wide(&report, "thread"), "\n");
    report.threads.push(Thread { name: "reader".into(), threads: 1, calls: 7, ..Thread::default() });
    let expected = "\
thread       calls    wall    busy  unattributed    %
main    12,048,004  4.00 s  3.95 s        100 ms  2.5
reader           7
";
    assert_eq!(wide(&report, "thread"), expected);
}

#[test]
fn what_the_recording_distorts_is_named_with_the_way_out() {
    let mut report = report();
    let expected = "\
warning: most of the self time of app::get is the recording's; take the attribute off (in an impl or mod: \
`#[profiled(skip)]`), or profile the callers only
< 25 ns is the least that can be told; `#[timed(precise)]` tells more
overhead: 12 M calls x 20 ns = 240 ms, 6.0 % of the run; clock resolution 25 ns
memory of `app::print` was not measured: the global allocator is not bedeck::Alloc
";
    assert_eq!(wide(&report, "warning"), expected);
    report.functions.iter_mut().for_each(|function| function.net_self_ns = Some(1));
    let text = wide(&report, "warning");
    assert!(
        text.contains(" of app::score, app::solve, app::get and 2 more is the recording's; take the attribute off"),
        "{text}"
    );
    report.functions.iter_mut().for_each(|function| function.self_ns = Some(30 * MS));
    assert_eq!(wide(&report, "warning"), "\n");
}

#[test]
fn no_section_is_wider_than_the_terminal() {
    let mut report = report();
    let long = |name: &str| format!("application::{}::Deep<_>::{name}", "module::".repeat(6));
    report.functions.iter_mut().for_each(|function| function.name = long(&function.name));
    report.tree.iter_mut().for_each(|node| node.function = long(&node.function));
    report.lines.iter_mut().for_each(|line| line.function = long(&line.function));
    for edge in &mut report.edges {
        (edge.caller, edge.callee) = (long(&edge.caller), long(&edge.callee));
    }
    for width in 60..200 {
        let text = paint(&report, &View { width: Some(width), ..View::default() });
        let (sections, _notes) = text.rsplit_once("\n\n").unwrap();
        let widest = sections.lines().max_by_key(|line| width_of(line)).unwrap();
        assert!(width_of(widest) <= width, "{width}: {widest}\n{text}");
        assert!(["tree", "callers", "lines", "memory"].iter().all(|title| text.contains(&format!("\n\n{title}"))));
    }
}

#[test]
fn markdown_has_the_same_cells() {
    let report = example::report();
    let text = paint(&report, &View { markdown: true, ..View::default() });
    let tables = |event: &pulldown_cmark::Event<'_>| {
        matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Table(_)))
    };
    let events: Vec<_> = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES).collect();
    assert_eq!(events.iter().filter(|event| tables(event)).count(), 5, "{text}");
    let code: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            pulldown_cmark::Event::Code(code) => Some(&**code),
            _ => None,
        })
        .collect();
    for expected in ["app::solve (2 deep)", "app::print", "for cell in board.cells() {", "(unattributed)"] {
        assert!(code.contains(&expected), "{expected} in {code:?}");
    }
    assert!(text.starts_with("## bedeck  app --input a/big.txt  4.00 s  pid 4711\n"), "{text}");
    assert!(text.contains("### memory\n") && text.contains("\noverhead: 12 M calls x 20 ns"), "{text}");
}
