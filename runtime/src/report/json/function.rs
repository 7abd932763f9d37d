//! A row of `functions`.

use super::object::{Object, Plain, array};
use crate::report::columns::{Value, columns};
use crate::report::data::{Before, Function};
use crate::report::sink::Sink;

pub(super) fn function(object: &mut Object<'_, '_>, f: &Function) {
    for (key, value) in columns(f) {
        match value {
            Some(Value::Text(text)) => object.text(key, text),
            value => object.put_some(key, value),
        }
    }
    if !f.histogram.is_empty() {
        object.array("histogram", &f.histogram, |out, (low, count)| array(out, [low, count], |out, n| out.number(*n)));
    }
    if let Some(before) = &f.before {
        object.object("before", |object| self::before(object, before));
    }
}

impl Plain for Value<'_> {
    fn write(&self, out: &mut Sink<'_>) {
        match self {
            Value::Number(number) => out.number(*number),
            value => write!(out, "{value}"),
        }
    }
}

pub(super) fn before(object: &mut Object<'_, '_>, b: &Before) {
    object.put("calls", b.calls);
    object.put_some("total_ns", b.total_ns);
    object.put_some("self_ns", b.self_ns);
    object.put_some("mean_ns", b.mean_ns);
    object.put_some("p50_ns", b.p50_ns);
    object.put_some("alloc_bytes", b.alloc_bytes);
}
