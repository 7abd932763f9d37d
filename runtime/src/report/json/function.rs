//! A row of `functions`.

use super::object::{Object, quoted};
use crate::report::columns::{Value, columns};
use crate::report::data::{Before, Function};

pub(super) fn function(f: &Function) -> String {
    let mut object = Object::new();
    for (key, value) in columns(f) {
        match value {
            Some(Value::Text(text)) => object.put(key, quoted(text)),
            value => object.put_some(key, value),
        }
    }
    if !f.histogram.is_empty() {
        let pairs = f.histogram.iter().map(|(low, count)| format!("[{low},{count}]"));
        object.put("histogram", format_args!("[{}]", pairs.collect::<Vec<_>>().join(",")));
    }
    if let Some(before) = &f.before {
        object.put("before", self::before(before));
    }
    object.end()
}

pub(super) fn before(b: &Before) -> String {
    let mut object = Object::new();
    object.put("calls", b.calls);
    object.put_some("total_ns", b.total_ns);
    object.put_some("self_ns", b.self_ns);
    object.put_some("mean_ns", b.mean_ns);
    object.put_some("p50_ns", b.p50_ns);
    object.put_some("alloc_bytes", b.alloc_bytes);
    object.end()
}
