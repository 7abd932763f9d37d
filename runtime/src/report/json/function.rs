//! A row of `functions`.

use super::object::{Object, quoted};
use crate::report::columns::{Value, columns};
use crate::report::data::Function;

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
    object.end()
}
