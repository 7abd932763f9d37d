//! A pprof profile: the protocol buffer `perftools.profiles.Profile`, uncompressed, which its readers take as it is.

use std::collections::HashMap;

use super::forest::Forest;
use super::protobuf::Message;
use crate::report::data::{Node, Report};
use crate::report::sink::Sink;

/// Fields of `Profile`.
mod profile {
    pub(super) const SAMPLE_TYPE: u32 = 1;
    pub(super) const SAMPLE: u32 = 2;
    pub(super) const MAPPING: u32 = 3;
    pub(super) const LOCATION: u32 = 4;
    pub(super) const FUNCTION: u32 = 5;
    pub(super) const STRING_TABLE: u32 = 6;
    pub(super) const TIME_NANOS: u32 = 9;
    pub(super) const DURATION_NANOS: u32 = 10;
    pub(super) const PERIOD_TYPE: u32 = 11;
    pub(super) const PERIOD: u32 = 12;
    pub(super) const COMMENT: u32 = 13;
    pub(super) const DEFAULT_SAMPLE_TYPE: u32 = 14;
}

/// The only mapping, which every location lies in.
const MAPPING_ID: u64 = 1;

pub(in crate::report) fn paint(out: &mut Sink<'_>, report: &Report) {
    let forest = Forest::of(report);
    let measures = measures(report);
    let mut strings = Strings::new();
    let mut message = Message::default();
    for measure in &measures {
        message.message(profile::SAMPLE_TYPE, value_type(&mut strings, measure.name, measure.unit));
    }
    samples(&mut message, &forest, &measures, &mut strings);
    message.message(profile::MAPPING, mapping(report, &mut strings));
    locations(&mut message, &forest, &mut strings);
    message.number(profile::TIME_NANOS, report.started_unix_ms.saturating_mul(1_000_000));
    message.number(profile::DURATION_NANOS, report.wall_ns);
    message.message(profile::PERIOD_TYPE, value_type(&mut strings, "time", "nanoseconds"));
    message.number(profile::PERIOD, 1);
    message.numbers(profile::COMMENT, [strings.number("calls of #[profiled] functions, recorded by bedeck")]);
    message.number(profile::DEFAULT_SAMPLE_TYPE, strings.number("time"));
    for string in &strings.all {
        message.element(profile::STRING_TABLE, string.as_bytes());
    }
    out.bytes(&message.end());
}

/// A value that each sample has.
struct Measure {
    name: &'static str,
    unit: &'static str,
    of: fn(&Node) -> u64,
}

fn measures(report: &Report) -> Vec<Measure> {
    let mut measures = vec![
        Measure { name: "calls", unit: "count", of: |node| node.calls },
        Measure { name: "time", unit: "nanoseconds", of: |node| node.self_ns },
    ];
    if report.tree.iter().any(|node| node.self_alloc_bytes.is_some()) {
        let of = |node: &Node| node.self_alloc_bytes.unwrap_or(0);
        measures.push(Measure { name: "alloc_space", unit: "bytes", of });
    }
    measures
}

fn value_type(strings: &mut Strings, name: &str, unit: &str) -> Message {
    let mut message = Message::default();
    message.number(1, strings.number(name));
    message.number(2, strings.number(unit));
    message
}

/// A node is a sample: its stack, the innermost call first, its own values, and the thread.
fn samples(message: &mut Message, forest: &Forest<'_>, measures: &[Measure], strings: &mut Strings) {
    let key = strings.number("thread");
    for thread in &forest.threads {
        let name = strings.number(thread.name);
        forest.walk(thread, |node, stack| {
            // The format's values are signed.
            let values: Vec<u64> = measures.iter().map(|measure| (measure.of)(node).min(i64::MAX as u64)).collect();
            if values.iter().all(|value| *value == 0) {
                return;
            }
            let mut label = Message::default();
            label.number(1, key);
            label.number(2, name);
            let mut sample = Message::default();
            sample.numbers(1, stack.iter().rev().map(|frame| id(*frame)));
            sample.numbers(2, values);
            sample.message(3, label);
            message.message(profile::SAMPLE, sample);
        });
    }
}

/// Names the program, and says that there is nothing to look up in it.
fn mapping(report: &Report, strings: &mut Strings) -> Message {
    let mut message = Message::default();
    message.number(1, MAPPING_ID);
    message.number(5, strings.number(program(&report.command)));
    for has_names in 7..=9 {
        message.number(has_names, 1);
    }
    message
}

/// The command without its arguments.
fn program(command: &str) -> &str {
    match command.strip_prefix('\'') {
        Some(quoted) => quoted.split('\'').next().unwrap_or(quoted),
        None => command.split(' ').next().unwrap_or(command),
    }
}

/// A frame is a location and a function of the same number.
fn locations(message: &mut Message, forest: &Forest<'_>, strings: &mut Strings) {
    for (at, frame) in forest.frames.iter().enumerate() {
        let mut line = Message::default();
        line.number(1, id(at));
        line.number(2, frame.line.into());
        let mut location = Message::default();
        location.number(1, id(at));
        location.number(2, MAPPING_ID);
        location.message(4, line);
        message.message(profile::LOCATION, location);
        let mut function = Message::default();
        function.number(1, id(at));
        // No system name: where it is the name again, readers take it for C++ and leave out what stands in `<>`.
        function.number(2, strings.number(frame.name));
        function.number(4, strings.number(frame.file));
        function.number(5, frame.line.into());
        message.message(profile::FUNCTION, function);
    }
}

/// 0 means none.
fn id(frame: usize) -> u64 {
    frame as u64 + 1
}

/// The table that the profile's texts are numbers in.
struct Strings {
    all: Vec<String>,
    known: HashMap<String, u64>,
}

impl Strings {
    /// The first one has to be empty.
    fn new() -> Strings {
        Strings { all: vec![String::new()], known: HashMap::from([(String::new(), 0)]) }
    }

    fn number(&mut self, text: &str) -> u64 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = self.all.len() as u64;
        self.all.push(text.to_owned());
        self.known.insert(text.to_owned(), number);
        number
    }
}

#[cfg(test)]
mod tests;
