//! A row of `functions`.

use super::object::Object;
use crate::report::data::Function;

pub(super) fn function(f: &Function) -> String {
    let mut object = Object::new();
    object.text("name", &f.name);
    object.text("kind", f.kind);
    object.text("file", f.file);
    object.put("line", f.line);
    object.put("calls", f.calls);
    object.put_some("primitive_calls", f.primitive_calls);
    object.put("open", f.open);
    object.put_some("ok", f.ok);
    object.put_some("err", f.err);
    object.put("panics", f.panics);
    object.put_some("cancelled", f.cancelled);
    object.put_some("in_flight_peak", f.in_flight_peak);
    object.put_some("sample", f.sample);
    object.put_some("total_ns", f.total_ns);
    object.put_some("self_ns", f.self_ns);
    object.put_some("net_self_ns", f.net_self_ns);
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
    object.put_some("alloc_bytes", f.alloc_bytes);
    object.put_some("alloc_count", f.alloc_count);
    object.put_some("free_bytes", f.free_bytes);
    object.put_some("free_count", f.free_count);
    object.put_some("self_alloc_bytes", f.self_alloc_bytes);
    object.put_some("peak_bytes", f.peak_bytes);
    object.end()
}
