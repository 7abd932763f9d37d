//! The trace event format of Chrome, which Perfetto reads too: complete events (`X`) in lanes, times in microseconds.

mod lanes;

use self::lanes::lanes;
use super::forest::{Forest, caller};
use crate::report::data::{Node, Report};
use crate::report::json::{List, Object, object};
use crate::report::sink::Sink;

/// The process of the trace that shows the call trees.
const TREES: u32 = 1;
/// The one that shows single calls.
const CALLS: u32 = 2;
/// Lanes are numbered through all processes from here on: for some readers one with a process's number is its first thread.
const FIRST_LANE: usize = 11;

pub(in crate::report) fn paint(out: &mut Sink<'_>, report: &Report) {
    object(out, |object| {
        object.text("displayTimeUnit", "ns");
        object.object("otherData", |other| {
            other.text("command", &report.command);
            other.put("started_unix_ms", report.started_unix_ms);
        });
        object.list("traceEvents", |list| {
            let mut events = Events { list, next_lane: FIRST_LANE };
            trees(&mut events, report);
            calls(&mut events, report);
        });
    });
    out.push_str("\n");
}

/// The trees, laid out: the callees of a node one after the other from its beginning on, and then its self time.
fn trees(events: &mut Events<'_, '_, '_>, report: &Report) {
    let forest = Forest::of(report);
    if forest.threads.is_empty() {
        return;
    }
    events.process(TREES, "call trees (sums, in no order of time)");
    let labels = forest.labels();
    let totals = totals(&forest);
    // Where the next callee of a node begins.
    let mut next = vec![0_u64; totals.len()];
    for thread in &forest.threads {
        let lane = events.lane(TREES, thread.name);
        let mut end = 0;
        for (place, _) in forest.places(thread) {
            let node = &forest.nodes[place];
            let beginning = caller(node, place).map_or(&mut end, |caller| &mut next[caller]);
            let start = *beginning;
            *beginning = start.saturating_add(totals[place]);
            next[place] = start;
            if totals[place] > 0 {
                let name = &labels[forest.frame_of(place)];
                events.list.object(|object| {
                    event(object, TREES, lane, name, start, totals[place]);
                    object.object("args", |figures| self::figures(figures, node));
                });
            }
        }
    }
}

/// The self time of each node and of all below.
fn totals(forest: &Forest<'_>) -> Vec<u64> {
    let mut totals: Vec<u64> = forest.nodes.iter().map(|node| node.self_ns).collect();
    for (place, node) in forest.nodes.iter().enumerate().rev() {
        if let Some(caller) = caller(node, place) {
            totals[caller] = totals[caller].saturating_add(totals[place]);
        }
    }
    totals
}

fn figures(figures: &mut Object<'_, '_>, node: &Node) {
    figures.put("calls", node.calls);
    figures.put("self_ns", node.self_ns);
    figures.put_some("alloc_bytes", node.alloc_bytes);
    figures.text("place", &format!("{}:{}", node.file, node.line));
}

/// The single calls, where they were in time.
fn calls(events: &mut Events<'_, '_, '_>, report: &Report) {
    if report.timeline.is_empty() {
        return;
    }
    events.process(CALLS, "single calls");
    for lane in lanes(&report.timeline) {
        let number = events.lane(CALLS, &lane.name);
        for span in lane.spans {
            events.list.object(|object| event(object, CALLS, number, &span.function, span.start_ns, span.duration_ns));
        }
    }
}

/// The events, one a line.
struct Events<'l, 'o, 's> {
    list: &'l mut List<'o, 's>,
    next_lane: usize,
}

impl Events<'_, '_, '_> {
    fn process(&mut self, process: u32, name: &str) {
        let lane = self.next_lane;
        self.metadata("process_name", process, lane, name);
    }

    /// The number of a new lane.
    fn lane(&mut self, process: u32, name: &str) -> usize {
        let lane = self.next_lane;
        self.next_lane += 1;
        self.metadata("thread_name", process, lane, name);
        lane
    }

    fn metadata(&mut self, what: &str, process: u32, lane: usize, name: &str) {
        self.list.object(|object| {
            object.text("name", what);
            object.text("ph", "M");
            object.put("pid", process);
            object.put("tid", lane);
            object.object("args", |arguments| arguments.text("name", name));
        });
    }
}

/// A complete event, but for its arguments.
fn event(object: &mut Object<'_, '_>, process: u32, lane: usize, name: &str, start_ns: u64, duration_ns: u64) {
    object.text("name", name);
    object.text("cat", if process == TREES { "sum" } else { "call" });
    object.text("ph", "X");
    let (start, end) = (microseconds(start_ns), microseconds(start_ns.saturating_add(duration_ns)));
    object.put("ts", start);
    object.put("dur", end - start);
    object.put("pid", process);
    object.put("tid", lane);
}

/// A time in microseconds that floating point adds up without rounding, up to some weeks: a multiple of a power of two,
/// at most an eighth of a nanosecond off.
///
/// Readers compute where a box ends, and leave out one that ends after the box around it, be it by the last bit.
fn microseconds(ns: u64) -> f64 {
    const PARTS: u128 = 4096;
    let parts = (u128::from(ns) * PARTS + 500) / 1000;
    parts as f64 / PARTS as f64
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::example;
    use super::*;

    #[test]
    fn trees_are_laid_out_and_single_calls_stand_where_they_were() {
        let expected = r#"{"displayTimeUnit":"ns","otherData":{"command":"/opt/app 'a \"b\"'","started_unix_ms":1700000000000},"traceEvents":[
{"name":"process_name","ph":"M","pid":1,"tid":11,"args":{"name":"call trees (sums, in no order of time)"}},
{"name":"thread_name","ph":"M","pid":1,"tid":11,"args":{"name":"main"}},
{"name":"app::main","cat":"sum","ph":"X","ts":0,"dur":0.410888671875,"pid":1,"tid":11,"args":{"calls":1,"self_ns":100,"place":"src/a.rs:10"}},
{"name":"app::parse","cat":"sum","ph":"X","ts":0,"dur":0.300048828125,"pid":1,"tid":11,"args":{"calls":2,"self_ns":200,"place":"src/a.rs:20"}},
{"name":"<[u8; 4] as app::Tr>::get","cat":"sum","ph":"X","ts":0,"dur":0.030029296875,"pid":1,"tid":11,"args":{"calls":9,"self_ns":30,"place":"src/a.rs:30"}},
{"name":"app::parse","cat":"sum","ph":"X","ts":0.030029296875,"dur":0.070068359375,"pid":1,"tid":11,"args":{"calls":4,"self_ns":70,"place":"src/a.rs:20"}},
{"name":"twin (src/a.rs:1)","cat":"sum","ph":"X","ts":0.300048828125,"dur":0.0048828125,"pid":1,"tid":11,"args":{"calls":1,"self_ns":5,"place":"src/a.rs:1"}},
{"name":"twin (src/b.rs:2)","cat":"sum","ph":"X","ts":0.304931640625,"dur":0.006103515625,"pid":1,"tid":11,"args":{"calls":1,"self_ns":6,"place":"src/b.rs:2"}},
{"name":"thread_name","ph":"M","pid":1,"tid":12,"args":{"name":"(unnamed)"}},
{"name":"app::parse","cat":"sum","ph":"X","ts":0,"dur":1234.56689453125,"pid":1,"tid":12,"args":{"calls":5,"self_ns":1234567,"place":"src/a.rs:20"}},
{"name":"process_name","ph":"M","pid":2,"tid":13,"args":{"name":"single calls"}},
{"name":"thread_name","ph":"M","pid":2,"tid":13,"args":{"name":"main"}},
{"name":"app::main","cat":"call","ph":"X","ts":1,"dur":0.410888671875,"pid":2,"tid":13},
{"name":"app::parse","cat":"call","ph":"X","ts":1.10009765625,"dur":0.199951171875,"pid":2,"tid":13},
{"name":"thread_name","ph":"M","pid":2,"tid":14,"args":{"name":"main (overlapping)"}},
{"name":"app::wait","cat":"call","ph":"X","ts":1.199951171875,"dur":0.150146484375,"pid":2,"tid":14},
{"name":"thread_name","ph":"M","pid":2,"tid":15,"args":{"name":"(unnamed)"}},
{"name":"app::parse","cat":"call","ph":"X","ts":1.050048828125,"dur":1234.56689453125,"pid":2,"tid":15}
]}
"#;
        assert_eq!(example::report().to_trace(), expected);
    }

    #[test]
    fn another_parser_reads_it_with_and_without_calls() {
        let value: Value = serde_json::from_str(&example::report().to_trace()).unwrap();
        assert_eq!((value["traceEvents"][2]["dur"].as_f64().unwrap() * 1000.0).round(), 411.0);
        let empty: Value = serde_json::from_str(&Report::default().to_trace()).unwrap();
        assert_eq!(empty["traceEvents"], serde_json::json!([]));
    }

    /// Boxes as readers take them apart: a sum that was off by the last bit made Chrome leave out boxes.
    #[test]
    fn boxes_nest_also_where_times_are_added_up_in_floating_point() {
        let mut seed = 7_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let node = |at: usize| Node {
            parent: at.checked_sub(1).map(|last| last - random(at.min(4) as u64) as usize),
            self_ns: random(2) * random(5_000_000_000),
            ..Node::default()
        };
        let tree: Vec<Node> = (0..2000).map(node).collect();
        let sum: u64 = tree.iter().map(|node| node.self_ns).sum();
        let value: Value = serde_json::from_str(&Report { tree, ..Report::default() }.to_trace()).unwrap();
        let (mut open, mut boxes): (Vec<f64>, u64) = (Vec::new(), 0);
        for event in value["traceEvents"].as_array().unwrap().iter().filter(|event| event["ph"] == "X") {
            let [start, duration] = ["ts", "dur"].map(|key| event[key].as_f64().unwrap());
            open.retain(|end| *end > start);
            assert!(open.last().is_none_or(|end| start + duration <= *end), "{event} {open:?}");
            if open.is_empty() {
                boxes += (duration * 1000.0).round() as u64;
            }
            open.push(start + duration);
        }
        assert_eq!(boxes, sum);
    }
}
