//! The profile, read back by another implementation of protocol buffers.

use prost::Message as _;

use super::super::example;
use super::*;

#[derive(Clone, PartialEq, prost::Message)]
struct Profile {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Sample>,
    #[prost(message, repeated, tag = "3")]
    mapping: Vec<Mapping>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
    #[prost(int64, tag = "9")]
    time_nanos: i64,
    #[prost(int64, tag = "10")]
    duration_nanos: i64,
    #[prost(message, optional, tag = "11")]
    period_type: Option<ValueType>,
    #[prost(int64, tag = "12")]
    period: i64,
    #[prost(int64, repeated, tag = "13")]
    comment: Vec<i64>,
    #[prost(int64, tag = "14")]
    default_sample_type: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    name: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Sample {
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
    #[prost(message, repeated, tag = "3")]
    label: Vec<Label>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Label {
    #[prost(int64, tag = "1")]
    key: i64,
    #[prost(int64, tag = "2")]
    text: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Mapping {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "5")]
    filename: i64,
    #[prost(bool, tag = "7")]
    has_functions: bool,
    #[prost(bool, tag = "8")]
    has_filenames: bool,
    #[prost(bool, tag = "9")]
    has_line_numbers: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(uint64, tag = "2")]
    mapping_id: u64,
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
    #[prost(int64, tag = "2")]
    line: i64,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
    #[prost(int64, tag = "3")]
    system_name: i64,
    #[prost(int64, tag = "4")]
    filename: i64,
    #[prost(int64, tag = "5")]
    start_line: i64,
}

impl Profile {
    fn of(report: &Report) -> Profile {
        Profile::decode(report.to_pprof().as_slice()).unwrap()
    }

    fn text(&self, number: i64) -> &str {
        &self.string_table[number as usize]
    }

    fn types(&self) -> Vec<String> {
        self.sample_type.iter().map(|of| format!("{}/{}", self.text(of.name), self.text(of.unit))).collect()
    }

    /// `name@file:line` of a location, which is also where its function stands.
    fn place(&self, id: u64) -> String {
        let location = self.location.iter().find(|location| location.id == id).unwrap();
        let [line] = location.line.as_slice() else { panic!("{location:?}") };
        let function = self.function.iter().find(|function| function.id == line.function_id).unwrap();
        assert_eq!((function.start_line, function.system_name), (line.line, 0));
        assert_eq!(location.mapping_id, self.mapping[0].id);
        format!("{}@{}:{}", self.text(function.name), self.text(function.filename), line.line)
    }

    fn samples(&self) -> Vec<String> {
        let sample = |sample: &Sample| {
            let places: Vec<String> = sample.location_id.iter().map(|id| self.place(*id)).collect();
            let [label] = sample.label.as_slice() else { panic!("{sample:?}") };
            format!("{}={} {} {:?}", self.text(label.key), self.text(label.text), places.join("<"), sample.value)
        };
        self.sample.iter().map(sample).collect()
    }
}

#[test]
fn another_decoder_reads_every_node() {
    let profile = Profile::of(&example::report());
    assert_eq!(profile.types(), ["calls/count", "time/nanoseconds", "alloc_space/bytes"]);
    let main = "app::main@src/a.rs:10";
    let parse = "app::parse@src/a.rs:20";
    let expected = [
        format!("thread=main {main} [1, 100, 0]"),
        format!("thread=main {parse}<{main} [2, 200, 0]"),
        format!("thread=main <[u8; 4] as app::Tr>::get@src/a.rs:30<{parse}<{main} [9, 30, 64]"),
        format!("thread=main {parse}<{parse}<{main} [4, 70, 0]"),
        format!("thread=main app::idle@src/a.rs:40<{main} [3, 0, 0]"),
        format!("thread=main twin@src/a.rs:1<{main} [1, 5, 0]"),
        format!("thread=main twin@src/b.rs:2<{main} [1, 6, 0]"),
        format!("thread=(unnamed) {parse} [5, 1234567, 0]"),
    ];
    assert_eq!(profile.samples(), expected);
}

#[test]
fn the_header_says_when_how_long_and_what() {
    let profile = Profile::of(&example::report());
    assert_eq!((profile.time_nanos, profile.duration_nanos), (1_700_000_000_000_000_000, 2_000_000));
    let period = profile.period_type.clone().unwrap();
    assert_eq!((profile.period, profile.text(period.name), profile.text(period.unit)), (1, "time", "nanoseconds"));
    assert_eq!((profile.text(0), profile.text(profile.default_sample_type)), ("", "time"));
    let [mapping] = profile.mapping.as_slice() else { panic!("{:?}", profile.mapping) };
    assert!(mapping.has_functions && mapping.has_filenames && mapping.has_line_numbers);
    assert_eq!(profile.text(mapping.filename), "/opt/app");
    assert!(profile.text(profile.comment[0]).contains("bedeck"));
}

#[test]
fn memory_that_was_not_measured_is_no_column() {
    let tree = vec![Node { function: "f".into(), calls: 1, self_ns: u64::MAX, ..Node::default() }];
    let profile = Profile::of(&Report { tree, ..Report::default() });
    assert_eq!(profile.types(), ["calls/count", "time/nanoseconds"]);
    assert_eq!(profile.sample[0].value, [1, i64::MAX]);
    let empty = Profile::of(&Report::default());
    assert_eq!((empty.types().len(), empty.sample.len()), (2, 0));
}

#[test]
fn the_program_is_what_stands_before_the_arguments() {
    assert_eq!(program("target/app --fast"), "target/app");
    assert_eq!(program("'my app' --fast"), "my app");
    assert_eq!(program(""), "");
}
