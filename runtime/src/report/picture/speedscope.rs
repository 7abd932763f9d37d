//! JSON for speedscope: a `sampled` profile for each thread name, the nodes of its trees as samples.

use super::forest::{Forest, Thread};
use crate::report::data::Report;
use crate::report::json::{List, Object, array, object};
use crate::report::sink::Sink;

pub(in crate::report) fn paint(out: &mut Sink<'_>, report: &Report) {
    object(out, |object| file(object, report, &Forest::of(report)));
    out.push_str("\n");
}

fn file(object: &mut Object<'_, '_>, report: &Report, forest: &Forest<'_>) {
    object.text("$schema", "https://www.speedscope.app/file-format-schema.json");
    object.text("exporter", concat!("bedeck ", env!("CARGO_PKG_VERSION")));
    object.text("name", &report.command);
    object.put("activeProfileIndex", 0_u32);
    object.object("shared", |shared| shared.list("frames", |list| frames(list, forest)));
    // Speedscope fails on a file that has no profile at all: such a one gets an empty one.
    let none = [Thread::default()];
    let threads = if forest.threads.is_empty() { none.as_slice() } else { &forest.threads };
    object.list("profiles", |list| {
        threads.iter().for_each(|thread| list.object(|object| profile(object, forest, thread)));
    });
}

fn frames(list: &mut List<'_, '_>, forest: &Forest<'_>) {
    for frame in &forest.frames {
        list.object(|object| {
            object.text("name", frame.name);
            object.text("file", frame.file);
            object.put("line", frame.line);
        });
    }
}

fn profile(object: &mut Object<'_, '_>, forest: &Forest<'_>, thread: &Thread<'_>) {
    let mut weights = Vec::new();
    forest.walk(thread, |node, _| weights.extend(Some(node.self_ns).filter(|ns| *ns > 0)));
    object.text("type", "sampled");
    object.text("name", thread.name);
    object.text("unit", "nanoseconds");
    object.put("startValue", 0_u32);
    object.put("endValue", weights.iter().copied().fold(0, u64::saturating_add));
    samples(object.key("samples"), forest, thread);
    object.array("weights", weights, |out, ns| out.number(ns));
}

/// The stacks of the nodes that have a self time.
fn samples(out: &mut Sink<'_>, forest: &Forest<'_>, thread: &Thread<'_>) {
    let mut comma = "[";
    forest.walk(thread, |node, stack| {
        if node.self_ns > 0 {
            out.push_str(comma);
            array(out, stack, |out, frame| out.number(*frame as u64));
            comma = ",";
        }
    });
    out.push_str(if comma == "[" { "[]" } else { "]" });
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::example;
    use super::*;

    #[test]
    fn a_thread_is_a_profile_and_a_node_with_a_self_time_is_a_sample() {
        let expected = r#"{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"bedeck VERSION","name":"/opt/app 'a \"b\"'","activeProfileIndex":0,"shared":{"frames":[
{"name":"app::main","file":"src/a.rs","line":10},
{"name":"app::parse","file":"src/a.rs","line":20},
{"name":"<[u8; 4] as app::Tr>::get","file":"src/a.rs","line":30},
{"name":"app::idle","file":"src/a.rs","line":40},
{"name":"twin","file":"src/a.rs","line":1},
{"name":"twin","file":"src/b.rs","line":2}
]},"profiles":[
{"type":"sampled","name":"main","unit":"nanoseconds","startValue":0,"endValue":411,"samples":[[0],[0,1],[0,1,2],[0,1,1],[0,4],[0,5]],"weights":[100,200,30,70,5,6]},
{"type":"sampled","name":"(unnamed)","unit":"nanoseconds","startValue":0,"endValue":1234567,"samples":[[1]],"weights":[1234567]}
]}
"#;
        assert_eq!(example::report().to_speedscope(), expected.replace("VERSION", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn another_parser_reads_it_with_and_without_calls() {
        let value: Value = serde_json::from_str(&example::report().to_speedscope()).unwrap();
        assert_eq!(value["profiles"][0]["weights"][2], 30);
        let empty: Value = serde_json::from_str(&Report::default().to_speedscope()).unwrap();
        assert_eq!(empty["profiles"][0]["weights"], serde_json::json!([]));
        assert_eq!(empty["profiles"][0]["endValue"], 0);
    }
}
