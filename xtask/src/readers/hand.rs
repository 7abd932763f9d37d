//! A report put together by hand, of what readers may stumble over: names with the signs that formats are made of,
//! recursion, threads without a name, nodes without a time, calls that overlap.

use bedeck::{Course, Function, Node, Report, Span};

pub(super) fn report() -> Report {
    let mut report = Report::default();
    report.command = "/opt/app 'a \"b\" <c> & d'".to_owned();
    report.pid = 4711;
    report.started_unix_ms = 1_700_000_000_000;
    report.wall_ns = 2_000_000_000;
    report.functions = functions();
    report.tree = tree();
    report.timeline = vec![
        span("app::main", ("main", 1), 1_000, 411_000),
        span("app::parse", ("main", 1), 1_100, 200_000),
        span("app::wait", ("main", 1), 150_200, 350_000),
        span("app::parse", ("", 2), 1_050, 1_234_567),
    ];
    report.history.ends_ns = vec![500_000_000, 900_000_000, 2_000_000_000];
    report.history.live_bytes = Some(vec![1 << 20, 3 << 20, 2 << 20]);
    report.history.functions = vec![
        course("app::main", [1, 0, 0], [500_000_000, 400_000_000, 1_100_000_000]),
        course("two\nlines", [0, 0, 7], [0, 0, 5]),
        course("<[u8; 4] as app::Tr<\"q\\\">>::get", [0, 3_000_000_000, 1], [0, 1_234_567_890, 1]),
        course("never", [0, 0, 0], [0, 0, 0]),
    ];
    report
}

/// Thousands of functions, each with a histogram and a place in the tree.
pub(super) fn large(functions: u64) -> Report {
    let mut report = Report::default();
    report.wall_ns = 10_000_000_000;
    for at in 0..functions {
        let mut function = Function::default();
        function.name = format!("app::module_{}::function_{at}", at % 50);
        function.kind = "function";
        function.file = "src/app.rs";
        function.calls = at + 1;
        function.total_ns = Some(1_000_000 + at);
        function.self_ns = Some(1_000_000);
        function.histogram = (0..40).map(|bucket| (100 << (bucket / 4), at + bucket)).collect();
        report.functions.push(function);
        // Each calls three others.
        let parent = at.checked_sub(1).map(|before| before as usize / 3);
        let mut node = node(parent, &report.functions[at as usize].name, "main", at + 1, 1_000_000);
        node.id = at as usize;
        report.tree.push(node);
    }
    add_totals(&mut report.tree);
    report
}

fn functions() -> Vec<Function> {
    let odd = "<[u8; 4] as app::Tr<\"q\\\">>::get, {{closure}} & 2";
    let mut functions = Vec::new();
    for (at, name) in ["app::main", odd, "app::測定 🦀", "two\nlines", "app::main", ""].into_iter().enumerate() {
        let mut function = Function::default();
        function.name = name.to_owned();
        function.kind = "function";
        function.file = "src/app.rs";
        function.line = 10 * (1 + at as u32);
        function.calls = 3_000_000_000 * at as u64 + 1;
        function.panics = at as u64;
        function.total_ns = Some(987_654_321 * at as u64);
        function.mean_ns = Some(1);
        function.p50_ns = Some(1);
        function.per_second = Some(0.1 + at as f64);
        function.err = (at % 2 == 0).then_some(7);
        function.alloc_bytes = (at == 3).then_some(1 << 40);
        functions.push(function);
    }
    functions
}

fn tree() -> Vec<Node> {
    let odd = "<[u8; 4] as app::Tr<\"q\\\">>::get {{closure}} & 2";
    let mut tree = vec![
        node(None, "app::main", "main", 1, 100_000_001),
        node(Some(0), "app::parse", "main", 2, 200_000_003),
        node(Some(1), odd, "main", 9, 30),
        node(Some(1), "app::parse", "main", 4, 70_000_777),
        node(Some(0), "app::idle", "main", 3, 0),
        node(None, "app::parse", "", 5, 1_234_567),
        node(None, "app::測定 🦀", "worker;1 of 3", 7, 987_654_321),
        node(Some(6), odd, "worker;1 of 3", 7, 12),
    ];
    tree[2].self_alloc_bytes = Some(64);
    tree[6].self_alloc_bytes = Some(3_000_000_000);
    for (id, node) in tree.iter_mut().enumerate() {
        node.id = id;
        node.line = 10 * (1 + node.function.len() as u32);
    }
    add_totals(&mut tree);
    tree
}

/// Sums up what is below each node; parents come first.
fn add_totals(tree: &mut [Node]) {
    for at in (0..tree.len()).rev() {
        tree[at].total_ns += tree[at].self_ns;
        if let Some(parent) = tree[at].parent {
            tree[parent].total_ns += tree[at].total_ns;
        }
    }
}

fn node(parent: Option<usize>, function: &str, thread: &str, calls: u64, self_ns: u64) -> Node {
    let mut node = Node::default();
    node.parent = parent;
    node.function = function.to_owned();
    node.file = "src/app.rs";
    node.thread = thread.to_owned();
    node.calls = calls;
    node.self_ns = self_ns;
    node
}

fn span(function: &str, (thread, thread_id): (&str, u64), start_ns: u64, duration_ns: u64) -> Span {
    let mut span = Span::default();
    span.function = function.to_owned();
    span.thread = thread.to_owned();
    span.thread_id = thread_id;
    span.start_ns = start_ns;
    span.duration_ns = duration_ns;
    span
}

fn course(function: &str, calls: [u64; 3], total_ns: [u64; 3]) -> Course {
    let mut course = Course::default();
    course.function = function.to_owned();
    course.calls = calls.into();
    course.total_ns = Some(total_ns.into());
    course
}
