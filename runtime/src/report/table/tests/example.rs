//! A hand-made report of profiled functions.

use crate::report::data::{Edge, Function, Line, Memory, Node, Report, Thread};

pub(in crate::report::table) const MS: u64 = 1_000_000;

pub(super) fn function(name: &str, line: u32, calls: u64, primitive: u64, [total, own, net]: [u64; 3]) -> Function {
    Function {
        name: name.into(),
        kind: "function",
        file: "src/main.rs",
        line,
        calls,
        primitive_calls: Some(primitive),
        total_ns: Some(total),
        self_ns: Some(own),
        net_self_ns: Some(net),
        min_ns: Some(total / calls / 2),
        max_ns: Some(total),
        mean_ns: Some(total / primitive),
        stddev_ns: Some(total / calls),
        p50_ns: Some(total / calls),
        p90_ns: Some(total / calls * 2),
        p99_ns: Some(total / calls * 3),
        p999_ns: Some(total / calls * 4),
        per_second: Some(calls as f64 / 4.0),
        below_resolution: Some(false),
        ..Function::default()
    }
}

pub(super) fn node(id: usize, parent: Option<usize>, function: &str, calls: [u64; 2], [total, own]: [u64; 2]) -> Node {
    Node {
        id,
        parent,
        function: function.into(),
        file: "src/main.rs",
        line: match function {
            "app::main" => 3,
            "app::solve" => 12,
            "app::score" => 31,
            "app::get" => 50,
            _ => 60,
        },
        calls: calls[0],
        primitive_calls: calls[1],
        total_ns: total,
        self_ns: own,
        net_self_ns: own * 9 / 10,
        thread: "main".into(),
        ..Node::default()
    }
}

pub(super) fn edge(caller: &str, callee: &str, calls: u64, total_ns: u64) -> Edge {
    Edge { caller: caller.into(), callee: callee.into(), calls, total_ns }
}

pub(super) fn source(line: u32, hits: Option<u64>, total_ns: u64, source: &str) -> Line {
    Line {
        file: "src/main.rs",
        line,
        function: "app::score".into(),
        hits,
        total_ns: hits.map(|_| total_ns),
        mode: "exact",
        source: Some(source.into()),
        ..Line::default()
    }
}

/// A run of 4 s, in which `solve` is recursive and `get` is as short as its recording.
pub(in crate::report) fn report() -> Report {
    let functions = vec![
        function("app::main", 3, 1, 1, [3900 * MS, 100 * MS, 99 * MS]),
        function("app::solve", 12, 24_001, 1, [3700 * MS, 1200 * MS, 1100 * MS]),
        Function {
            alloc_bytes: Some(70 << 20),
            alloc_count: Some(41_203),
            free_bytes: Some(69 << 20),
            free_count: Some(41_000),
            self_alloc_bytes: Some(2048),
            peak_bytes: Some(5 << 20),
            ..function("app::score", 31, 24_000, 24_000, [2500 * MS, 2100 * MS, 2000 * MS])
        },
        function("app::get", 50, 12_000_000, 12_000_000, [400 * MS, 400 * MS, 40 * MS]),
        function("app::print", 60, 1, 1, [100 * MS, 100 * MS, 100 * MS]),
    ];
    let tree = vec![
        node(0, None, "app::main", [1, 1], [3900 * MS, 100 * MS]),
        node(1, Some(0), "app::solve", [1, 1], [3700 * MS, 200 * MS]),
        node(2, Some(1), "app::solve", [12_000, 0], [2500 * MS, 1000 * MS]),
        node(3, Some(1), "app::score", [12_000, 12_000], [1000 * MS, 600 * MS]),
        node(4, Some(3), "app::get", [12_000_000, 12_000_000], [400 * MS, 400 * MS]),
        node(5, Some(2), "app::score", [12_000, 12_000], [1500 * MS, 1500 * MS]),
        node(6, Some(0), "app::print", [1, 1], [100 * MS, 100 * MS]),
        node(7, Some(6), "app::flush", [1, 1], [0, 0]),
    ];
    let edges = vec![
        edge("app::main", "app::solve", 1, 3700 * MS),
        edge("app::main", "app::print", 1, 100 * MS),
        edge("app::solve", "app::solve", 24_000, 2500 * MS),
        edge("app::solve", "app::score", 24_000, 2500 * MS),
        edge("app::score", "app::get", 12_000_000, 400 * MS),
    ];
    let lines = vec![
        source(31, None, 0, "    fn score(board: &Board) -> f64 {"),
        source(32, Some(24_000), 12 * MS, "        let mut sum = 0.0;"),
        source(33, Some(12_024_000), 300 * MS, "        for cell in board.cells() {"),
        source(34, Some(12_000_000), 2100 * MS, "            sum += weight(cell) * self.get(cell.row).powi(2);"),
        Line { from_macro: true, ..source(35, Some(12_000_000), 60 * MS, "            trace!(sum);") },
        source(36, None, 0, "        }"),
        source(37, Some(24_000), 28 * MS, "\t    sum"),
    ];
    Report {
        command: "target/release/app --input a/big.txt".into(),
        pid: 4711,
        wall_ns: 4000 * MS,
        timed: 12_000_000,
        overhead_ns: 240 * MS,
        clock_resolution_ns: 25,
        functions,
        tree,
        edges,
        lines,
        memory: Some(Memory { live_bytes: 12 << 20, peak_bytes: 80 << 20 }),
        threads: vec![Thread {
            name: "main".into(),
            threads: 1,
            calls: 12_048_004,
            busy_ns: Some(3950 * MS),
            wall_ns: Some(4000 * MS),
            unattributed_ns: Some(100 * MS),
        }],
        remarks: vec!["memory of `app::print` was not measured: the global allocator is not bedeck::Alloc".into()],
        ..Report::default()
    }
}
