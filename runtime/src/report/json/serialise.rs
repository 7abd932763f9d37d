//! Reports as serde's data: what the text of `schema: 1` holds, so that neither can say what the other does not.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::function::{before, function};
use super::read::{Value, read};
use super::report::{self as reader, Row};
use super::{Object, course, edge, history, line, memo, memory, node, object, region, thread};
use crate::report::data::{
    Before, Course, Edge, Function, History, Line, Memo, Memory, Node, Region, Report, Span, Thread,
};
use crate::report::sink;

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(flag) => serializer.serialize_bool(*flag),
            Value::Count(count) => serializer.serialize_u64(*count),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(elements) => serializer.collect_seq(elements),
            Value::Object(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                pairs.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

/// Takes whatever comes.
struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report of bedeck, or a part of one")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_u64<E>(self, count: u64) -> Result<Value, E> {
        Ok(Value::Count(count))
    }

    /// Formats with signed numbers alone have counts in them too.
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(u64::try_from(number).map_or(Value::Number(number as f64), Value::Count))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = entries.next_entry()? {
            pairs.push(pair);
        }
        Ok(Value::Object(pairs))
    }
}

/// What a text of our own holds.
fn painted<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    read(text.as_bytes()).map_err(S::Error::custom)?.serialize(serializer)
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        painted(&self.to_json(), serializer)
    }
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Report, D::Error> {
        reader::of_value(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The impls of a part: what paints it, and what reads it.
macro_rules! part {
    ($part:ty, $paint:expr, $read:expr) => {
        impl Serialize for $part {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let paint: fn(&mut Object<'_, '_>, &$part) = $paint;
                painted(&sink::text(|out| object(out, |object| paint(object, self))), serializer)
            }
        }

        impl<'de> Deserialize<'de> for $part {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$part, D::Error> {
                let value = Value::deserialize(deserializer)?;
                let read: fn(Row<'_>) -> $part = $read;
                match value {
                    Value::Object(_) => Ok(read(Row(&value))),
                    _ => Err(D::Error::custom("not a row of a report")),
                }
            }
        }
    };
}

part!(Function, function, reader::function);
part!(Before, before, reader::before);
part!(Node, |object, n| node(object, n, true), reader::node);
part!(Edge, edge, reader::edge);
part!(Line, line, reader::line);
part!(Memo, memo, reader::memo);
part!(Region, region, reader::region);
part!(Thread, thread, reader::thread);
part!(Memory, memory, reader::memory);
part!(History, history, reader::history);
part!(Course, course, reader::alone);
part!(Span, span, read_span);

/// A single call, which no report's text has.
fn span(object: &mut Object<'_, '_>, s: &Span) {
    object.text("function", &s.function);
    object.text("thread", &s.thread);
    object.put("thread_id", s.thread_id);
    object.put("start_ns", s.start_ns);
    object.put("duration_ns", s.duration_ns);
}

fn read_span(s: Row<'_>) -> Span {
    Span {
        function: s.text("function"),
        thread: s.text("thread"),
        thread_id: s.number("thread_id"),
        start_ns: s.number("start_ns"),
        duration_ns: s.number("duration_ns"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Theirs;

    use super::*;
    use crate::report::json::tests::{example, profiled};

    fn theirs(text: &str) -> Theirs {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_report_is_what_its_json_says() {
        for report in [Report::default(), example(), profiled()] {
            let text = serde_json::to_string(&report).unwrap();
            assert_eq!(theirs(&text), theirs(&report.to_json()));
            // Both readers read what both writers write.
            let ours = Report::from_json(&report.to_json()).unwrap();
            assert_eq!(Report::from_json(&text).as_ref(), Ok(&ours));
            assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), ours);
            assert_eq!(serde_json::from_str::<Report>(&report.to_json()).unwrap().to_json(), report.to_json());
            assert_eq!(serde_json::from_value::<Report>(serde_json::to_value(&report).unwrap()).unwrap(), ours);
        }
    }

    /// Every key that is written stands in the schema, with its type, and what the schema requires is there.
    #[test]
    fn the_schema_knows_every_key() {
        let schema = theirs(include_str!("../../../report.schema.json"));
        for report in [example(), profiled()] {
            fits(&serde_json::to_value(&report).unwrap(), &schema, "report");
        }
    }

    fn fits(value: &Theirs, schema: &Theirs, place: &str) {
        let is = match value {
            Theirs::Object(_) => "object",
            Theirs::Array(_) => "array",
            Theirs::String(_) => "string",
            Theirs::Bool(_) => "boolean",
            Theirs::Number(number) if number.is_u64() => "integer",
            _ => "number",
        };
        let wanted = schema["type"].as_str().unwrap_or(is);
        assert!(wanted == is || (wanted, is) == ("number", "integer"), "{place}: {is} instead of {wanted}");
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Theirs::as_str) {
            assert!(value.get(key).is_some(), "{place} has no {key}");
        }
        for (key, member) in value.as_object().into_iter().flatten() {
            let known = schema["properties"].get(key).unwrap_or_else(|| panic!("{place}: no {key} in the schema"));
            fits(member, known, key);
        }
        for element in value.as_array().into_iter().flatten().filter(|_| schema["items"].is_object()) {
            fits(element, &schema["items"], place);
        }
    }

    #[test]
    fn parts_come_back_by_themselves() {
        let (report, plain) = (profiled(), example());
        fn back<T: Serialize + for<'a> Deserialize<'a> + PartialEq + fmt::Debug>(part: &T) {
            let text = serde_json::to_string(part).unwrap();
            assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *part, "{text}");
            assert!(serde_json::from_str::<T>("7").is_err());
        }
        plain.functions.iter().for_each(back);
        report.tree.iter().for_each(back);
        report.edges.iter().for_each(back);
        report.threads.iter().for_each(back);
        report.lines.iter().filter(|line| line.source.is_none()).for_each(back);
        plain.memos.iter().for_each(back);
        plain.regions.iter().for_each(back);
        report.memory.iter().for_each(back);
        back(&report.history);
        report.history.functions.iter().for_each(back);
        back(&Before { calls: 2, mean_ns: Some(1), ..Before::default() });
        back(&Span { function: "f".into(), thread_id: 2, duration_ns: 7, ..Span::default() });
        assert_eq!(serde_json::to_value(&report.edges[0]).unwrap()["caller"], "app::solve");
    }

    #[test]
    fn what_is_no_report_is_refused() {
        let said = |text| serde_json::from_str::<Report>(text).unwrap_err().to_string();
        assert_eq!(said("{\"schema\":2}"), "no report of bedeck with `schema: 1`");
        assert_eq!(said("[]"), "no report of bedeck with `schema: 1`");
    }
}
