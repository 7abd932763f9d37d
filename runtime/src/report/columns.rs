//! The figures of a function as pairs of a key and a value, for painters that machines read.

use core::fmt;

use super::data::Function;

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u64),
    Rate(f64),
    Flag(bool),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Number(number) => number.fmt(f),
            Value::Rate(rate) => rate.fmt(f),
            Value::Flag(flag) => flag.fmt(f),
        }
    }
}

/// The columns in their order: always the same ones, those that were not measured without a value. The histogram is not
/// among them.
pub(super) fn columns(f: &Function) -> [(&'static str, Option<Value<'_>>); 37] {
    use Value::{Flag, Number, Rate, Text};
    let number = |figure: Option<u64>| figure.map(Number);
    [
        ("name", Some(Text(&f.name))),
        ("kind", Some(Text(f.kind))),
        ("file", Some(Text(f.file))),
        ("line", Some(Number(f.line.into()))),
        ("calls", Some(Number(f.calls))),
        ("primitive_calls", number(f.primitive_calls)),
        ("open", Some(Number(f.open))),
        ("ok", number(f.ok)),
        ("err", number(f.err)),
        ("panics", Some(Number(f.panics))),
        ("cancelled", number(f.cancelled)),
        ("in_flight_peak", number(f.in_flight_peak)),
        ("sample", number(f.sample.map(u64::from))),
        ("total_ns", number(f.total_ns)),
        ("self_ns", number(f.self_ns)),
        ("net_self_ns", number(f.net_self_ns)),
        ("busy_ns", number(f.busy_ns)),
        ("idle_ns", number(f.idle_ns)),
        ("polls", number(f.polls)),
        ("cpu_ns", number(f.cpu_ns)),
        ("min_ns", number(f.min_ns)),
        ("max_ns", number(f.max_ns)),
        ("mean_ns", number(f.mean_ns)),
        ("stddev_ns", number(f.stddev_ns)),
        ("p50_ns", number(f.p50_ns)),
        ("p90_ns", number(f.p90_ns)),
        ("p99_ns", number(f.p99_ns)),
        ("p999_ns", number(f.p999_ns)),
        ("per_second", f.per_second.filter(|rate| rate.is_finite()).map(Rate)),
        ("below_resolution", f.below_resolution.map(Flag)),
        ("alloc_bytes", number(f.alloc_bytes)),
        ("alloc_count", number(f.alloc_count)),
        ("free_bytes", number(f.free_bytes)),
        ("free_count", number(f.free_count)),
        ("self_alloc_bytes", number(f.self_alloc_bytes)),
        ("peak_bytes", number(f.peak_bytes)),
        ("distinct", number(f.distinct)),
    ]
}
