//! A report for the tests of painters: recursion, names with signs, one name at two places, a node without a time, memory
//! in some nodes, single calls that overlap.

use crate::report::data::{Node, Report, Span};

pub(super) fn report() -> Report {
    let node = |parent, function: &str, line, calls, self_ns| Node {
        parent,
        function: function.into(),
        file: "src/a.rs",
        line,
        calls,
        self_ns,
        thread: "main".into(),
        ..Node::default()
    };
    let tree = vec![
        node(None, "app::main", 10, 1, 100),
        node(Some(0), "app::parse", 20, 2, 200),
        Node { self_alloc_bytes: Some(64), ..node(Some(1), "<[u8; 4] as app::Tr>::get", 30, 9, 30) },
        node(Some(1), "app::parse", 20, 4, 70),
        node(Some(0), "app::idle", 40, 3, 0),
        Node { thread: String::new(), ..node(None, "app::parse", 20, 5, 1_234_567) },
        node(Some(0), "twin", 1, 1, 5),
        Node { file: "src/b.rs", ..node(Some(0), "twin", 2, 1, 6) },
    ];
    let tree = tree.into_iter().enumerate().map(|(id, node)| Node { id, ..node }).collect();
    Report {
        command: "/opt/app 'a \"b\"'".into(),
        pid: 4711,
        started_unix_ms: 1_700_000_000_000,
        wall_ns: 2_000_000,
        tree,
        timeline: timeline(),
        ..Report::default()
    }
}

/// Two calls one inside the other, one that begins in the inner and outlives it, one of another thread.
fn timeline() -> Vec<Span> {
    let span = |function: &str, thread: &str, thread_id, start_ns, duration_ns| Span {
        function: function.into(),
        thread: thread.into(),
        thread_id,
        start_ns,
        duration_ns,
    };
    vec![
        span("app::main", "main", 1, 1_000, 411),
        span("app::parse", "main", 1, 1_100, 200),
        span("app::wait", "main", 1, 1_200, 150),
        span("app::parse", "", 2, 1_050, 1_234_567),
    ]
}
