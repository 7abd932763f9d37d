//! The report as JSON, `schema: 1`: one line a function, keys in one order, what was not measured left out.

use std::fmt::{Display, Write as _};

use super::data::{Function, Report, Thread};

pub(super) fn paint(report: &Report) -> String {
    let mut object = Object::new();
    object.put("schema", 1);
    object.text("command", &report.command);
    object.put_measured("pid", report.pid.into());
    object.text("host", &report.host);
    object.put_measured("started_unix_ms", report.started_unix_ms);
    object.put_measured("wall_ns", report.wall_ns);
    if report.clock_resolution_ns > 0 {
        object.put("overhead_ns", report.overhead_ns);
    }
    object.put_measured("clock_resolution_ns", report.clock_resolution_ns);
    object.put("functions", list(report.functions.iter().map(function)));
    if !report.threads.is_empty() {
        object.put("threads", list(report.threads.iter().map(thread)));
    }
    object.end() + "\n"
}

fn function(f: &Function) -> String {
    let mut object = Object::new();
    object.text("name", &f.name);
    object.text("kind", f.kind);
    object.text("file", f.file);
    object.put("line", f.line);
    object.put("calls", f.calls);
    object.put("open", f.open);
    object.put_some("ok", f.ok);
    object.put_some("err", f.err);
    object.put("panics", f.panics);
    object.put_some("cancelled", f.cancelled);
    object.put_some("in_flight_peak", f.in_flight_peak);
    object.put_some("sample", f.sample);
    object.put_some("total_ns", f.total_ns);
    object.put_some("busy_ns", f.busy_ns);
    object.put_some("idle_ns", f.idle_ns);
    object.put_some("polls", f.polls);
    object.put_some("cpu_ns", f.cpu_ns);
    object.put_some("min_ns", f.min_ns);
    object.put_some("max_ns", f.max_ns);
    object.put_some("mean_ns", f.mean_ns);
    object.put_some("stddev_ns", f.stddev_ns);
    object.put_some("p50_ns", f.p50_ns);
    object.put_some("p90_ns", f.p90_ns);
    object.put_some("p99_ns", f.p99_ns);
    object.put_some("p999_ns", f.p999_ns);
    object.put_some("per_second", f.per_second.filter(|rate| rate.is_finite()));
    object.put_some("below_resolution", f.below_resolution);
    if !f.histogram.is_empty() {
        let pairs = f.histogram.iter().map(|(low, count)| format!("[{low},{count}]"));
        object.put("histogram", format_args!("[{}]", pairs.collect::<Vec<_>>().join(",")));
    }
    object.end()
}

fn thread(t: &Thread) -> String {
    let mut object = Object::new();
    object.text("name", &t.name);
    object.put("calls", t.calls);
    object.put_some("busy_ns", t.busy_ns);
    object.put("threads", t.threads);
    object.end()
}

/// One element a line.
pub(super) fn list(elements: impl Iterator<Item = String>) -> String {
    let elements: Vec<_> = elements.map(|element| format!("\n{element}")).collect();
    let end = if elements.is_empty() { "" } else { "\n" };
    format!("[{}{end}]", elements.join(","))
}

/// An object that is being written.
pub(super) struct Object(String);

impl Object {
    pub(super) fn new() -> Object {
        Object("{".to_owned())
    }

    /// A value that is JSON as it stands.
    pub(super) fn put(&mut self, key: &str, value: impl Display) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        let _ = write!(self.0, "{comma}\"{key}\":{value}");
    }

    pub(super) fn put_some(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// A figure of the whole report, which is 0 where the system does not tell it.
    fn put_measured(&mut self, key: &str, value: u64) {
        self.put_some(key, Some(value).filter(|value| *value > 0));
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.put(key, quoted(value));
    }

    pub(super) fn end(self) -> String {
        self.0 + "}"
    }
}

/// A string of RFC 8259: quotes, backslashes and control characters escaped, all else as UTF-8.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\x1f' | '\x7f' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn example() -> Report {
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
        let expected = r#"{"schema":1,"command":"app --fast","pid":4711,"host":"box","started_unix_ms":1700000000000,"wall_ns":2000000,"overhead_ns":60,"clock_resolution_ns":21,"functions":[
{"name":"app::parse","kind":"function","file":"src/parse.rs","line":7,"calls":3,"open":1,"panics":0,"total_ns":300,"min_ns":100,"max_ns":200,"mean_ns":150,"stddev_ns":50,"p50_ns":100,"p90_ns":200,"p99_ns":200,"p999_ns":200,"per_second":1500.5,"below_resolution":false,"histogram":[[100,1],[200,1]]},
{"name":"app::parse","kind":"async","file":"src/parse.rs","line":7,"calls":3,"open":1,"ok":1,"err":0,"panics":0,"cancelled":2,"in_flight_peak":4,"sample":64,"total_ns":300,"busy_ns":1,"idle_ns":2,"polls":3,"cpu_ns":4,"min_ns":100,"max_ns":200,"mean_ns":150,"stddev_ns":50,"p50_ns":100,"p90_ns":200,"p99_ns":200,"p999_ns":200,"per_second":1500.5,"below_resolution":false,"histogram":[[100,1],[200,1]]}
],"threads":[
{"name":"main","calls":3,"threads":1}
]}
"#;
        assert_eq!(paint(&example()), expected);
        assert_eq!(paint(&Report::default()), "{\"schema\":1,\"command\":\"\",\"host\":\"\",\"functions\":[]}\n");
    }

    #[test]
    fn another_parser_reads_back_what_was_written() {
        let mut report = example();
        let every_control: String = (0..0x80).filter_map(char::from_u32).collect();
        report.functions[0].name = format!("{every_control}\u{2028}測定🦀\u{10ffff}");
        report.functions[1].per_second = Some(f64::INFINITY);
        let value: Value = serde_json::from_str(&paint(&report)).unwrap();
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
        let value: Value = serde_json::from_str(&paint(&report)).unwrap();
        assert_eq!(value["functions"][0]["total_ns"].as_u64(), Some(u64::MAX));
    }
}
