//! Snapshots of JSON, and what another parser makes of it.

use serde_json::Value;

use super::*;
use crate::report::data::Function;

/// All that `#[profiled]` adds.
pub(super) fn profiled() -> Report {
    let function = Function {
        name: "app::solve".into(),
        kind: "function",
        file: "src/main.rs",
        line: 12,
        calls: 9,
        primitive_calls: Some(1),
        total_ns: Some(300),
        self_ns: Some(200),
        net_self_ns: Some(150),
        alloc_bytes: Some(1),
        alloc_count: Some(2),
        free_bytes: Some(3),
        free_count: Some(4),
        self_alloc_bytes: Some(5),
        peak_bytes: Some(6),
        ..Function::default()
    };
    let root = Node {
        function: "app::solve".into(),
        file: "src/main.rs",
        line: 12,
        calls: 9,
        primitive_calls: 1,
        total_ns: 300,
        self_ns: 200,
        net_self_ns: 150,
        thread: "main".into(),
        ..Node::default()
    };
    let leaf = Node {
        id: 1,
        parent: Some(0),
        function: "app::get".into(),
        alloc_bytes: Some(7),
        self_alloc_bytes: Some(8),
        ..root.clone()
    };
    let exact = Line {
        file: "src/main.rs",
        line: 13,
        function: "app::solve".into(),
        hits: Some(3),
        total_ns: Some(30),
        alloc_bytes: Some(9),
        mode: "exact",
        source: Some("let \"x\";".into()),
        ..Line::default()
    };
    let sampled = Line { hits: None, alloc_bytes: None, mode: "sampled", from_macro: true, ..exact.clone() };
    let thread = Thread {
        name: "main".into(),
        threads: 1,
        calls: 9,
        wall_ns: Some(400),
        unattributed_ns: Some(100),
        ..Thread::default()
    };
    let course = Course {
        function: "app::solve".into(),
        file: "src/main.rs",
        line: 12,
        calls: vec![9, 0],
        total_ns: Some(vec![250, 50]),
        alloc_bytes: Some(vec![1, 0]),
    };
    Report {
        functions: vec![function],
        tree: vec![root, leaf],
        edges: vec![Edge { caller: "app::solve".into(), callee: "app::get".into(), calls: 9, total_ns: 100 }],
        lines: vec![exact.clone(), sampled, Line { hits: None, total_ns: None, ..exact }],
        threads: vec![thread],
        memory: Some(Memory { live_bytes: 10, peak_bytes: 11 }),
        history: History { ends_ns: vec![350, 400], live_bytes: Some(vec![11, 10]), functions: vec![course] },
        remarks: vec!["`app::get` was folded".into()],
        ..Report::default()
    }
}

#[test]
fn what_profiled_functions_add_stands_in_the_order_of_the_schema() {
    let expected = r#"{"schema":1,"command":"","host":"","functions":[
{"name":"app::solve","kind":"function","file":"src/main.rs","line":12,"calls":9,"primitive_calls":1,"open":0,"panics":0,"total_ns":300,"self_ns":200,"net_self_ns":150,"alloc_bytes":1,"alloc_count":2,"free_bytes":3,"free_count":4,"self_alloc_bytes":5,"peak_bytes":6}
],"tree":[
{"id":0,"function":"app::solve","calls":9,"primitive_calls":1,"total_ns":300,"self_ns":200,"thread":"main","net_self_ns":150},
{"id":1,"parent":0,"function":"app::get","calls":9,"primitive_calls":1,"total_ns":300,"self_ns":200,"thread":"main","net_self_ns":150,"alloc_bytes":7,"self_alloc_bytes":8}
],"edges":[
{"caller":"app::solve","callee":"app::get","calls":9,"total_ns":100}
],"lines":[
{"file":"src/main.rs","line":13,"hits":3,"total_ns":30,"alloc_bytes":9,"mode":"exact","function":"app::solve"},
{"file":"src/main.rs","line":13,"total_ns":30,"mode":"sampled","function":"app::solve","from_macro":true}
],"threads":[
{"name":"main","calls":9,"threads":1,"wall_ns":400,"unattributed_ns":100}
],"memory":{"live_bytes":10,"peak_bytes":11},"history":{"ends_ns":[350,400],"live_bytes":[11,10],"functions":[
{"function":"app::solve","file":"src/main.rs","line":12,"calls":[9,0],"total_ns":[250,50],"alloc_bytes":[1,0]}
]},"remarks":[
"`app::get` was folded"
]}
"#;
    assert_eq!(profiled().to_json(), expected);
    assert_eq!(serde_json::from_str::<Value>(expected).unwrap()["tree"][1]["parent"], 0);
}

#[test]
fn a_node_tells_its_place_where_the_name_does_not() {
    let mut report = profiled();
    report.tree[1].function = "app::solve".into();
    assert!(!report.to_json().contains(r#""thread":"main","net_self_ns":150,"file":"#));
    report.tree[1].line = 99;
    let value: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!((&value["tree"][0]["line"], &value["tree"][1]["line"]), (&12.into(), &99.into()));
    assert_eq!(value["tree"][1]["file"], "src/main.rs");
}

pub(super) fn example() -> Report {
    let plain = Function {
        name: "app::parse".into(),
        kind: "function",
        file: "src/parse.rs",
        line: 7,
        calls: 3,
        open: 1,
        total_ns: Some(300),
        min_ns: Some(100),
        max_ns: Some(200),
        mean_ns: Some(150),
        stddev_ns: Some(50),
        p50_ns: Some(100),
        p90_ns: Some(200),
        p99_ns: Some(200),
        p999_ns: Some(200),
        per_second: Some(1500.5),
        below_resolution: Some(false),
        histogram: vec![(100, 1), (200, 1)],
        ..Function::default()
    };
    let rich = Function {
        kind: "async",
        ok: Some(1),
        err: Some(0),
        cancelled: Some(2),
        in_flight_peak: Some(4),
        sample: Some(64),
        busy_ns: Some(1),
        idle_ns: Some(2),
        polls: Some(3),
        cpu_ns: Some(4),
        ..plain.clone()
    };
    Report {
        command: "app --fast".into(),
        pid: 4711,
        host: "box".into(),
        started_unix_ms: 1_700_000_000_000,
        wall_ns: 2_000_000,
        timed: 2,
        overhead_ns: 60,
        clock_resolution_ns: 21,
        functions: vec![plain, rich],
        threads: vec![Thread { name: "main".into(), threads: 1, calls: 3, busy_ns: None, ..Thread::default() }],
        ..Report::default()
    }
}

#[test]
fn keys_stand_in_the_order_of_the_schema_and_what_was_not_measured_is_absent() {
    let expected = r#"{"schema":1,"command":"app --fast","pid":4711,"host":"box","started_unix_ms":1700000000000,"wall_ns":2000000,"overhead_ns":60,"clock_resolution_ns":21,"timed":2,"functions":[
{"name":"app::parse","kind":"function","file":"src/parse.rs","line":7,"calls":3,"open":1,"panics":0,"total_ns":300,"min_ns":100,"max_ns":200,"mean_ns":150,"stddev_ns":50,"p50_ns":100,"p90_ns":200,"p99_ns":200,"p999_ns":200,"per_second":1500.5,"below_resolution":false,"histogram":[[100,1],[200,1]]},
{"name":"app::parse","kind":"async","file":"src/parse.rs","line":7,"calls":3,"open":1,"ok":1,"err":0,"panics":0,"cancelled":2,"in_flight_peak":4,"sample":64,"total_ns":300,"busy_ns":1,"idle_ns":2,"polls":3,"cpu_ns":4,"min_ns":100,"max_ns":200,"mean_ns":150,"stddev_ns":50,"p50_ns":100,"p90_ns":200,"p99_ns":200,"p999_ns":200,"per_second":1500.5,"below_resolution":false,"histogram":[[100,1],[200,1]]}
],"threads":[
{"name":"main","calls":3,"threads":1}
]}
"#;
    assert_eq!(example().to_json(), expected);
    assert_eq!(Report::default().to_json(), "{\"schema\":1,\"command\":\"\",\"host\":\"\",\"functions\":[]}\n");
}

#[test]
fn another_parser_reads_back_what_was_written() {
    let mut report = example();
    let every_control: String = (0..0x80).filter_map(char::from_u32).collect();
    report.functions[0].name = format!("{every_control}\u{2028}測定🦀\u{10ffff}");
    report.functions[1].per_second = Some(f64::INFINITY);
    let value: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(value["functions"][0]["name"], report.functions[0].name);
    assert_eq!(value["functions"][0]["histogram"][1], serde_json::json!([200, 1]));
    assert_eq!(value["functions"][0]["per_second"], 1500.5);
    assert_eq!(value["functions"][1].get("per_second"), None);
    assert_eq!(value["threads"][0]["calls"], 3);
}

#[test]
fn the_largest_numbers_stay_whole() {
    let function = Function { calls: u64::MAX, total_ns: Some(u64::MAX), ..Function::default() };
    let report = Report { functions: vec![function], ..Report::default() };
    let value: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(value["functions"][0]["total_ns"].as_u64(), Some(u64::MAX));
}
