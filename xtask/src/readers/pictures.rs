//! One report as all pictures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bedeck::Report;
use serde_json::Value;

use super::expected::{Expected, Node};
use super::hand;
use super::tools::{Tools, run};
use crate::Fault;

/// The files of one report, and what is in them.
pub(super) struct Pictures {
    pub(super) name: String,
    pub(super) expected: Expected,
    /// The durations of single calls by function, where they are known.
    pub(super) calls: Option<Vec<(String, u64)>>,
    /// The functions in JSON.
    pub(super) functions: Vec<Value>,
    /// The intervals in JSON.
    pub(super) history: Value,
    folder: PathBuf,
}

const PICTURES: [(&str, &str); 9] = [
    ("folded", "folded"),
    ("svg", "svg"),
    ("speedscope", "speedscope.json"),
    ("trace", "trace.json"),
    ("pprof", "pb"),
    ("csv", "csv"),
    ("prom", "prom"),
    ("html", "html"),
    ("json", "json"),
];

impl Pictures {
    pub(super) fn by_hand(tools: &Tools) -> Result<Pictures, Fault> {
        let report = hand::report();
        let calls = report.timeline.iter().map(|span| (span.function.clone(), span.duration_ns)).collect();
        Pictures::of(tools, "by-hand", &report, calls)
    }

    pub(super) fn empty(tools: &Tools) -> Result<Pictures, Fault> {
        Pictures::of(tools, "empty", &Report::default(), Vec::new())
    }

    pub(super) fn of(tools: &Tools, name: &str, report: &Report, calls: Vec<(String, u64)>) -> Result<Pictures, Fault> {
        let expected = Expected(report.tree.iter().map(node).collect());
        let json: Value = serde_json::from_str(&report.to_json())?;
        let (name, folder) = (name.to_owned(), tools.folder.clone());
        let (functions, history) = (functions_of(&json), json["history"].clone());
        let pictures = Pictures { name, expected, calls: Some(calls), functions, history, folder };
        fs::write(pictures.file("folded"), report.to_folded())?;
        fs::write(pictures.file("svg"), report.to_svg())?;
        fs::write(pictures.file("speedscope"), report.to_speedscope())?;
        fs::write(pictures.file("trace"), report.to_trace())?;
        fs::write(pictures.file("pprof"), report.to_pprof())?;
        fs::write(pictures.file("csv"), report.to_csv())?;
        fs::write(pictures.file("prom"), report.to_prom())?;
        fs::write(pictures.file("html"), report.to_html())?;
        fs::write(pictures.file("json"), report.to_json())?;
        Ok(pictures)
    }

    /// Runs an example and has it write everything.
    pub(super) fn of_example(tools: &Tools, name: &str) -> Result<Pictures, Fault> {
        let mut pictures = Pictures {
            name: name.to_owned(),
            expected: Expected(Vec::new()),
            calls: None,
            functions: Vec::new(),
            history: Value::Null,
            folder: tools.folder.clone(),
        };
        let word = |(word, _): &(&str, &str)| format!("{word}={}", in_list(&pictures.file(word)));
        let words: Vec<String> = PICTURES.iter().map(word).collect();
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "-p", "bedeck", "--features", "svg", "--example", name]);
        run(command.current_dir(env!("CARGO_MANIFEST_DIR")).env("BEDECK", words.join(",")))?;
        let report = serde_json::from_slice(&fs::read(pictures.file("json"))?)?;
        pictures.expected = Expected::of_json(&report)?;
        pictures.functions = functions_of(&report);
        Ok(pictures)
    }

    /// The file of the picture with this word.
    pub(super) fn file(&self, word: &str) -> PathBuf {
        let end = PICTURES.iter().find(|(other, _)| *other == word).map_or(word, |(_, end)| end);
        self.folder.join(format!("{}.{end}", self.name))
    }
}

fn functions_of(report: &Value) -> Vec<Value> {
    report["functions"].as_array().cloned().unwrap_or_default()
}

/// A path in `BEDECK`.
fn in_list(path: &Path) -> String {
    path.to_string_lossy().replace(',', ",,")
}

fn node(node: &bedeck::Node) -> Node {
    let thread = if node.thread.is_empty() { "(unnamed)" } else { &node.thread };
    Node {
        parent: node.parent,
        function: node.function.clone(),
        thread: thread.to_owned(),
        calls: node.calls,
        self_ns: node.self_ns,
        self_alloc_bytes: node.self_alloc_bytes,
    }
}
