//! The functions as comma-separated values (RFC 4180): a head, then a row for each, with the keys and units of JSON.

use std::borrow::Cow;

use super::columns::{Value, columns};
use super::data::{Function, Report};
use super::json::Plain;
use super::sink::Sink;

/// What ends a row.
const END: &str = "\r\n";

pub(super) fn paint(out: &mut Sink<'_>, report: &Report) {
    let heads: Vec<&str> = columns(&Function::default()).map(|(head, _)| head).into();
    out.push_str(&heads.join(","));
    out.push_str(END);
    for function in &report.functions {
        for (at, (_, value)) in columns(function).iter().enumerate() {
            out.push_str(if at > 0 { "," } else { "" });
            match value {
                Some(Value::Text(value)) => out.push_str(&field(value)),
                Some(value) => value.write(out),
                None => {}
            }
        }
        out.push_str(END);
    }
}

/// A text, in quotes where it has to be: commas, quotes and ends of lines are its own then.
fn field(text: &str) -> Cow<'_, str> {
    let has_to = text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if has_to { format!("\"{}\"", text.replace('"', "\"\"")).into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads what was written: a row is a list of fields.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn figures_come_back_and_what_was_not_measured_is_blank() {
        let names = ["app::f", "<A, B>::get", "say \"hi\"", "two\nlines", "", " blank ", "größe", "-"];
        let function = |name: &&str| Function {
            name: (*name).into(),
            calls: 7,
            total_ns: Some(u64::MAX),
            per_second: Some(0.25),
            below_resolution: Some(true),
            ..Function::default()
        };
        let report = Report { functions: names.iter().map(function).collect(), ..Report::default() };
        let rows = read(&report.to_csv());
        assert_eq!(rows.len(), names.len() + 1);
        let at = |head: &str| rows[0].iter().position(|other| other == head).unwrap();
        for (row, name) in rows[1..].iter().zip(names) {
            assert_eq!(row[at("name")], name);
            assert_eq!([&row[at("calls")], &row[at("total_ns")]], ["7", "18446744073709551615"]);
            assert_eq!([&row[at("per_second")], &row[at("below_resolution")]], ["0.25", "true"]);
            assert_eq!([&row[at("cpu_ns")], &row[at("self_ns")], &row[at("ok")]], ["", "", ""]);
        }
    }

    #[test]
    fn a_report_of_nothing_is_a_head() {
        assert_eq!(read(&Report::default().to_csv()).len(), 1);
    }
}
