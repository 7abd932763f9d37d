//! A report from its JSON.

use core::fmt;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::sync::{Mutex, PoisonError};

use super::read::{Fault, Value, read};
use crate::report::data::{Before, Course, Edge, Function, History, Line, Memo, Memory, Node, Region, Report, Thread};

/// Why a text is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoReport(What);

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    NoJson(Fault),
    NoSchema,
}

impl fmt::Display for NoReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            What::NoJson(fault) => fault.fmt(f),
            What::NoSchema => f.write_str("no report of bedeck with `schema: 1`"),
        }
    }
}

impl Error for NoReport {}

/// The report that a text holds. Keys that are not known do not count; figures that are not there were not measured.
pub(in crate::report) fn report(text: &[u8]) -> Result<Report, NoReport> {
    of_value(&read(text).map_err(|fault| NoReport(What::NoJson(fault)))?)
}

/// The report that such a text's value is.
pub(super) fn of_value(value: &Value) -> Result<Report, NoReport> {
    let row = Row(value);
    if row.count("schema") != Some(1) {
        return Err(NoReport(What::NoSchema));
    }
    let functions = row.rows("functions", function);
    let mut tree = row.rows("tree", node);
    renumber(&mut tree);
    place(&mut tree, &functions);
    Ok(Report {
        command: row.text("command"),
        pid: row.count("pid").unwrap_or(0) as u32,
        host: row.text("host"),
        started_unix_ms: row.number("started_unix_ms"),
        wall_ns: row.number("wall_ns"),
        timed: row.number("timed"),
        line_ticks: row.number("line_ticks"),
        overhead_ns: row.number("overhead_ns"),
        clock_resolution_ns: row.number("clock_resolution_ns"),
        functions,
        tree,
        edges: row.rows("edges", edge),
        lines: row.rows("lines", line),
        memos: row.rows("memos", memo),
        regions: row.rows("regions", region),
        threads: row.rows("threads", thread),
        memory: row.get("memory").map(memory),
        history: row.get("history").map(history).unwrap_or_default(),
        remarks: value
            .get("remarks")
            .map_or(&[][..], Value::list)
            .iter()
            .filter_map(Value::text)
            .map(str::to_owned)
            .collect(),
        ..Report::default()
    })
}

/// An object, and what stands under its keys.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(pub(super) &'a Value);

impl<'a> Row<'a> {
    fn get(self, key: &str) -> Option<Row<'a>> {
        self.0.get(key).map(Row)
    }

    fn count(self, key: &str) -> Option<u64> {
        self.0.get(key)?.count()
    }

    /// A figure that is 0 where it is not told.
    pub(super) fn number(self, key: &str) -> u64 {
        self.count(key).unwrap_or(0)
    }

    fn rate(self, key: &str) -> Option<f64> {
        self.0.get(key)?.number()
    }

    fn flag(self, key: &str) -> Option<bool> {
        match self.0.get(key)? {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(super) fn text(self, key: &str) -> String {
        self.0.get(key).and_then(Value::text).unwrap_or_default().to_owned()
    }

    /// A text that few rows differ in.
    fn kept(self, key: &str) -> &'static str {
        kept(self.0.get(key).and_then(Value::text).unwrap_or_default())
    }

    /// A list of so many counts.
    fn counts(self, key: &str, len: usize) -> Option<Vec<u64>> {
        let counts: Option<Vec<u64>> = self.0.get(key)?.list().iter().map(Value::count).collect();
        counts.filter(|counts| counts.len() == len)
    }

    fn rows<T>(self, key: &str, row: fn(Row<'a>) -> T) -> Vec<T> {
        self.0.get(key).map_or(&[][..], Value::list).iter().map(|value| row(Row(value))).collect()
    }
}

/// Keeps a text until the process ends, once, as names of files are kept that the compiler knows.
fn kept(text: &str) -> &'static str {
    static KEPT: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(known) = kept.get(text) {
        return known;
    }
    let new: &'static str = Box::leak(text.into());
    kept.insert(new);
    new
}

pub(super) fn function(f: Row<'_>) -> Function {
    let pair = |pair: &Value| match pair.list() {
        [low, count] => Some((low.count()?, count.count()?)),
        _ => None,
    };
    Function {
        name: f.text("name"),
        kind: f.kept("kind"),
        file: f.kept("file"),
        line: f.number("line") as u32,
        calls: f.number("calls"),
        primitive_calls: f.count("primitive_calls"),
        open: f.number("open"),
        ok: f.count("ok"),
        err: f.count("err"),
        panics: f.number("panics"),
        cancelled: f.count("cancelled"),
        in_flight_peak: f.count("in_flight_peak"),
        sample: f.count("sample").map(|sample| sample as u32),
        // Only then is a time told that lies below the resolution.
        precise: false,
        total_ns: f.count("total_ns"),
        self_ns: f.count("self_ns"),
        net_self_ns: f.count("net_self_ns"),
        busy_ns: f.count("busy_ns"),
        idle_ns: f.count("idle_ns"),
        polls: f.count("polls"),
        cpu_ns: f.count("cpu_ns"),
        min_ns: f.count("min_ns"),
        max_ns: f.count("max_ns"),
        mean_ns: f.count("mean_ns"),
        stddev_ns: f.count("stddev_ns"),
        p50_ns: f.count("p50_ns"),
        p90_ns: f.count("p90_ns"),
        p99_ns: f.count("p99_ns"),
        p999_ns: f.count("p999_ns"),
        per_second: f.rate("per_second"),
        below_resolution: f.flag("below_resolution"),
        histogram: f.0.get("histogram").map_or(&[][..], Value::list).iter().filter_map(pair).collect(),
        alloc_bytes: f.count("alloc_bytes"),
        alloc_count: f.count("alloc_count"),
        free_bytes: f.count("free_bytes"),
        free_count: f.count("free_count"),
        self_alloc_bytes: f.count("self_alloc_bytes"),
        peak_bytes: f.count("peak_bytes"),
        distinct: f.count("distinct"),
        before: f.get("before").map(before),
    }
}

/// A node has its place only where other functions have its name, too.
fn place(tree: &mut [Node], functions: &[Function]) {
    let places: HashMap<&str, &Function> = functions.iter().map(|f| (f.name.as_str(), f)).collect();
    for node in tree.iter_mut().filter(|node| node.file.is_empty()) {
        if let Some(function) = places.get(node.function.as_str()) {
            (node.file, node.line) = (function.file, function.line);
        }
    }
}

/// Numbers are places, and callers come first, as everybody takes for granted: what a caller that is not there called, or
/// one that comes later, nobody called.
fn renumber(tree: &mut [Node]) {
    let mut places = HashMap::new();
    for (place, node) in tree.iter_mut().enumerate() {
        node.parent = node.parent.and_then(|parent| places.get(&parent).copied());
        places.insert(node.id, place);
        node.id = place;
    }
}

pub(super) fn before(f: Row<'_>) -> Before {
    Before {
        calls: f.number("calls"),
        total_ns: f.count("total_ns"),
        self_ns: f.count("self_ns"),
        mean_ns: f.count("mean_ns"),
        p50_ns: f.count("p50_ns"),
        alloc_bytes: f.count("alloc_bytes"),
    }
}

pub(super) fn node(n: Row<'_>) -> Node {
    Node {
        id: n.number("id") as usize,
        parent: n.count("parent").map(|parent| parent as usize),
        function: n.text("function"),
        file: n.kept("file"),
        line: n.number("line") as u32,
        calls: n.number("calls"),
        primitive_calls: n.number("primitive_calls"),
        total_ns: n.number("total_ns"),
        self_ns: n.number("self_ns"),
        net_self_ns: n.number("net_self_ns"),
        alloc_bytes: n.count("alloc_bytes"),
        self_alloc_bytes: n.count("self_alloc_bytes"),
        thread: n.text("thread"),
    }
}

pub(super) fn edge(e: Row<'_>) -> Edge {
    Edge {
        caller: e.text("caller"),
        callee: e.text("callee"),
        calls: e.number("calls"),
        total_ns: e.number("total_ns"),
    }
}

pub(super) fn line(l: Row<'_>) -> Line {
    Line {
        file: l.kept("file"),
        line: l.number("line") as u32,
        function: l.text("function"),
        hits: l.count("hits"),
        total_ns: l.count("total_ns"),
        alloc_bytes: l.count("alloc_bytes"),
        mode: l.kept("mode"),
        from_macro: l.flag("from_macro") == Some(true),
        source: l.0.get("source").and_then(Value::text).map(str::to_owned),
    }
}

pub(super) fn memo(m: Row<'_>) -> Memo {
    Memo {
        name: m.text("name"),
        hits: m.number("hits"),
        misses: m.number("misses"),
        waits: m.number("waits"),
        evictions: m.number("evictions"),
        expired: m.number("expired"),
        entries: m.number("entries"),
        bytes: m.number("bytes"),
        hit_ratio: m.rate("hit_ratio"),
        saved_ns: m.count("saved_ns"),
    }
}

pub(super) fn region(r: Row<'_>) -> Region {
    Region {
        name: r.text("name"),
        file: r.kept("file"),
        line: r.number("line") as u32,
        runs: r.number("runs"),
        items: r.number("items"),
        parallel_runs: r.number("parallel_runs"),
        serial_runs: r.number("serial_runs"),
        why_serial: r.0.get("why_serial").and_then(Value::text).map(str::to_owned),
        cores_mean: r.rate("cores_mean"),
        imbalance: r.rate("imbalance"),
        speedup_estimate: r.rate("speedup_estimate"),
        wall_ns: r.count("wall_ns"),
    }
}

pub(super) fn thread(t: Row<'_>) -> Thread {
    Thread {
        name: t.text("name"),
        threads: t.number("threads"),
        calls: t.number("calls"),
        busy_ns: t.count("busy_ns"),
        wall_ns: t.count("wall_ns"),
        unattributed_ns: t.count("unattributed_ns"),
    }
}

pub(super) fn memory(m: Row<'_>) -> Memory {
    Memory { live_bytes: m.number("live_bytes"), peak_bytes: m.number("peak_bytes") }
}

pub(super) fn history(h: Row<'_>) -> History {
    let ends = h.0.get("ends_ns").map_or(0, |ends| ends.list().len());
    let functions = h.0.get("functions").map_or(&[][..], Value::list).iter();
    History {
        ends_ns: h.counts("ends_ns", ends).unwrap_or_default(),
        live_bytes: h.counts("live_bytes", ends),
        functions: functions.filter_map(|course| self::course(Row(course), ends)).collect(),
    }
}

/// A course by itself: of as many intervals as it has.
#[cfg(feature = "serde")]
pub(super) fn alone(c: Row<'_>) -> Course {
    course(c, c.0.get("calls").map_or(0, |calls| calls.list().len())).unwrap_or_default()
}

/// A course of as many intervals as there are.
fn course(c: Row<'_>, intervals: usize) -> Option<Course> {
    Some(Course {
        function: c.text("function"),
        file: c.kept("file"),
        line: c.number("line") as u32,
        calls: c.counts("calls", intervals)?,
        total_ns: c.counts("total_ns", intervals),
        alloc_bytes: c.counts("alloc_bytes", intervals),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::tests::example;

    #[test]
    fn what_was_written_comes_back() {
        let mut report = example::report();
        report.functions[0].histogram = vec![(100, 1), (u64::MAX, 7)];
        report.functions[0].per_second = Some(1.0 / 3.0);
        report.functions[0].ok = Some(0);
        report.functions[1].before = Some(Before { calls: 3, mean_ns: Some(0), ..Before::default() });
        report.memos = vec![Memo { name: "app::memo".into(), hits: 3, hit_ratio: Some(0.75), ..Memo::default() }];
        let region =
            Region { name: "app::loop".into(), file: "src/a.rs", line: 7, runs: 9, items: 90, ..Region::default() };
        let gained = Region { parallel_runs: 4, cores_mean: Some(1.75), wall_ns: Some(8), ..region.clone() };
        report.regions = vec![region, Region { why_serial: Some("one thread".into()), ..gained }];
        report.memory = Some(Memory { live_bytes: 1, peak_bytes: u64::MAX });
        let course = Course { function: "app::\"f".into(), line: 3, calls: vec![0, u64::MAX], ..Course::default() };
        let timed = Course { total_ns: Some(vec![7, 0]), alloc_bytes: Some(vec![1, 2]), ..course.clone() };
        report.history = History { ends_ns: vec![10, 25], live_bytes: None, functions: vec![course, timed] };
        let text = report.to_json();
        let back = Report::from_json(&text).unwrap();
        assert_eq!(back.to_json(), text);
        assert_eq!((&back.functions, &back.history), (&report.functions, &report.history));
        assert_eq!(back.to_csv(), report.to_csv());
        assert_eq!(Report::from_json(&Report::default().to_json()), Ok(Report::default()));
    }

    #[test]
    fn courses_of_other_lengths_are_none() {
        let course = |calls: &str| format!(r#"{{"function":"f","calls":{calls}}}"#);
        let courses = ["[1]", "[1,2,3]", "[1,-2]", "[1,2]"].map(course).join(",");
        let text =
            format!(r#"{{"schema":1,"history":{{"ends_ns":[5,9],"live_bytes":[1],"functions":[7,{courses}]}}}}"#);
        let history = Report::from_json(&text).unwrap().history;
        assert_eq!((history.ends_ns, history.live_bytes), (vec![5, 9], None));
        assert_eq!(history.functions.iter().map(|course| &course.calls).collect::<Vec<_>>(), [&[1, 2]]);
    }

    #[test]
    fn other_texts_are_refused() {
        let said = |text| Report::from_json(text).unwrap_err().to_string();
        assert_eq!(said("{"), "no JSON: no key at byte 1");
        assert_eq!(said("{\"schema\":2}"), "no report of bedeck with `schema: 1`");
        assert_eq!(said("[]"), "no report of bedeck with `schema: 1`");
    }
}
