//! One report as all pictures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bedeck::Report;

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
    folder: PathBuf,
}

const PICTURES: [(&str, &str); 5] =
    [("folded", "folded"), ("svg", "svg"), ("speedscope", "speedscope.json"), ("trace", "trace.json"), ("pprof", "pb")];

impl Pictures {
    pub(super) fn by_hand(tools: &Tools) -> Result<Pictures, Fault> {
        let report = hand::report();
        let calls = report.timeline.iter().map(|span| (span.function.clone(), span.duration_ns)).collect();
        Pictures::of(tools, "by-hand", &report, calls)
    }

    pub(super) fn empty(tools: &Tools) -> Result<Pictures, Fault> {
        Pictures::of(tools, "empty", &Report::default(), Vec::new())
    }

    fn of(tools: &Tools, name: &str, report: &Report, calls: Vec<(String, u64)>) -> Result<Pictures, Fault> {
        let expected = Expected(report.tree.iter().map(node).collect());
        let pictures = Pictures { name: name.to_owned(), expected, calls: Some(calls), folder: tools.folder.clone() };
        fs::write(pictures.file("folded"), report.to_folded())?;
        fs::write(pictures.file("svg"), report.to_svg())?;
        fs::write(pictures.file("speedscope"), report.to_speedscope())?;
        fs::write(pictures.file("trace"), report.to_trace())?;
        fs::write(pictures.file("pprof"), report.to_pprof())?;
        Ok(pictures)
    }

    /// Runs an example and has it write everything.
    pub(super) fn of_example(tools: &Tools, name: &str) -> Result<Pictures, Fault> {
        let mut pictures = Pictures {
            name: name.to_owned(),
            expected: Expected(Vec::new()),
            calls: None,
            folder: tools.folder.clone(),
        };
        let json = tools.folder.join(format!("{name}.json"));
        let word = |(word, _): &(&str, &str)| format!("{word}={}", in_list(&pictures.file(word)));
        let words: Vec<String> = PICTURES.iter().map(word).chain([format!("json={}", in_list(&json))]).collect();
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "-p", "bedeck", "--features", "svg", "--example", name]);
        run(command.current_dir(env!("CARGO_MANIFEST_DIR")).env("BEDECK", words.join(",")))?;
        pictures.expected = Expected::of_json(&serde_json::from_slice(&fs::read(&json)?)?)?;
        Ok(pictures)
    }

    /// The file of the picture with this word.
    pub(super) fn file(&self, word: &str) -> PathBuf {
        let end = PICTURES.iter().find(|(other, _)| *other == word).map_or(word, |(_, end)| end);
        self.folder.join(format!("{}.{end}", self.name))
    }
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
