//! JSON for speedscope: a `sampled` profile for each thread name, the nodes of its trees as samples.

use super::forest::{Forest, Thread};
use crate::report::data::Report;
use crate::report::json::{Object, quoted};

pub(in crate::report) fn paint(report: &Report) -> String {
    let forest = Forest::of(report);
    let mut shared = Object::new();
    shared.list("frames", frames(&forest));
    let mut object = Object::new();
    object.text("$schema", "https://www.speedscope.app/file-format-schema.json");
    object.text("exporter", concat!("bedeck ", env!("CARGO_PKG_VERSION")));
    object.text("name", &report.command);
    object.put("activeProfileIndex", 0);
    object.put("shared", shared.end());
    // Speedscope fails on a file that has no profile at all: such a one gets an empty one.
    let none = [Thread::default()];
    let threads = if forest.threads.is_empty() { none.as_slice() } else { &forest.threads };
    object.list("profiles", threads.iter().map(|thread| profile(&forest, thread)));
    object.end() + "\n"
}

fn frames(forest: &Forest<'_>) -> impl Iterator<Item = String> {
    forest.frames.iter().map(|frame| {
        let mut object = Object::new();
        object.text("name", frame.name);
        object.text("file", frame.file);
        object.put("line", frame.line);
        object.end()
    })
}

fn profile(forest: &Forest<'_>, thread: &Thread<'_>) -> String {
    let (mut samples, mut weights, mut end) = (Vec::new(), Vec::new(), 0_u64);
    forest.walk(thread, |node, stack| {
        if node.self_ns > 0 {
            samples.push(format!("[{}]", joined(stack)));
            weights.push(node.self_ns);
            end = end.saturating_add(node.self_ns);
        }
    });
    let mut object = Object::new();
    object.put("type", quoted("sampled"));
    object.text("name", thread.name);
    object.text("unit", "nanoseconds");
    object.put("startValue", 0);
    object.put("endValue", end);
    object.put("samples", format_args!("[{}]", samples.join(",")));
    object.put("weights", format_args!("[{}]", joined(&weights)));
    object.end()
}

fn joined<T: ToString>(numbers: &[T]) -> String {
    numbers.iter().map(T::to_string).collect::<Vec<_>>().join(",")
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
        assert_eq!(paint(&example::report()), expected.replace("VERSION", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn another_parser_reads_it_with_and_without_calls() {
        let value: Value = serde_json::from_str(&paint(&example::report())).unwrap();
        assert_eq!(value["profiles"][0]["weights"][2], 30);
        let empty: Value = serde_json::from_str(&paint(&Report::default())).unwrap();
        assert_eq!(empty["profiles"][0]["weights"], serde_json::json!([]));
        assert_eq!(empty["profiles"][0]["endValue"], 0);
    }
}
