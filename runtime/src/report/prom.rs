//! The report for Prometheus, in its text format 0.0.4: seconds and bytes.

use std::fmt::Write as _;

use super::data::{Function, Report};
use super::figures::{self, DURATIONS, Family, Figure, Kind, Labelled, Labels};

pub(super) fn paint(report: &Report) -> String {
    let mut text = String::new();
    let functions = figures::functions(report);
    families(&mut text, &figures::FUNCTIONS, &functions);
    durations(&mut text, &functions);
    families(&mut text, &figures::MEMOS, &figures::memos(report));
    families(&mut text, &figures::REGIONS, &figures::regions(report));
    families(&mut text, &figures::THREADS, &figures::threads(report));
    families(&mut text, &figures::WHOLE, &figures::whole(report));
    text
}

impl Figure {
    /// Times in seconds.
    fn text(&self) -> String {
        match self {
            Figure::Count(count) => count.to_string(),
            Figure::Time(ns) => seconds(*ns),
            Figure::Ratio(ratio) => ratio.to_string(),
        }
    }
}

/// Nanoseconds in seconds, exactly.
fn seconds(ns: u64) -> String {
    let text = format!("{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Of each family a line for each row that has the figure, below what the figure is; nothing if none has.
fn families<R>(text: &mut String, families: &[Family<R>], rows: &Labelled<'_, R>) {
    let rows: Vec<_> = rows.iter().map(|(row, labels)| (row, listed(labels))).collect();
    for family in families {
        let figures = rows.iter().filter_map(|(row, labels)| Some((labels, (family.figure)(row)?)));
        let mut lines = figures.map(|(labels, figure)| line(family.name, labels, &figure.text())).peekable();
        if lines.peek().is_some() {
            head(text, family.name, if family.kind == Kind::Counter { "counter" } else { "gauge" }, family.help);
            lines.for_each(|line| text.push_str(&line));
        }
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(name: &str, labels: &str, value: &str) -> String {
    if labels.is_empty() { format!("{name} {value}\n") } else { format!("{name}{{{labels}}} {value}\n") }
}

fn listed(labels: &Labels) -> String {
    labels.iter().map(|(name, value)| label(name, value)).collect::<Vec<_>>().join(",")
}

fn label(name: &str, value: &str) -> String {
    format!("{name}=\"{}\"", value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n"))
}

/// The durations of single calls as a summary: percentiles, and sum and count of the calls that ended.
fn durations(text: &mut String, functions: &Labelled<'_, Function>) {
    let timed = functions.iter().filter_map(|(f, labels)| Some((f, listed(labels), f.mean_ns?)));
    let mut lines = timed.map(|(f, labels, mean)| {
        let quantiles = [("0.5", f.p50_ns), ("0.9", f.p90_ns), ("0.99", f.p99_ns), ("0.999", f.p999_ns)];
        let quantiles = quantiles.iter().filter_map(|(quantile, ns)| {
            Some(line(DURATIONS, &format!("{labels},{}", label("quantile", quantile)), &seconds((*ns)?)))
        });
        // Anybody can write a report.
        let ended = f.calls.saturating_sub(f.open);
        let sum = line(&format!("{DURATIONS}_sum"), &labels, &seconds(mean.saturating_mul(ended)));
        let count = line(&format!("{DURATIONS}_count"), &labels, &ended.to_string());
        quantiles.chain([sum, count]).collect::<String>()
    });
    if let Some(first) = lines.next() {
        head(text, DURATIONS, "summary", "Durations of the calls that ended; the sum to half a nanosecond a call.");
        text.push_str(&first);
        lines.for_each(|line| text.push_str(&line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact() {
        let times = [
            (0, "0"),
            (1, "0.000000001"),
            (1_500_000_000, "1.5"),
            (60_000_000_000, "60"),
            (1 << 60, "1152921504.606846976"),
        ];
        times.iter().for_each(|(ns, text)| assert_eq!(seconds(*ns), *text));
    }

    #[test]
    fn no_two_lines_are_of_one_series() {
        let function = Function { name: r#"a"b\c"#.into(), file: "x.rs", line: 3, calls: 2, ..Function::default() };
        let report = Report { functions: vec![function.clone(), function], ..Report::default() };
        let text = report.to_prom();
        let series: Vec<&str> = text.lines().filter(|line| line.starts_with("bedeck_calls_total")).collect();
        assert_eq!(
            series,
            [
                r#"bedeck_calls_total{function="a\"b\\c",location="x.rs:3"} 2"#,
                r#"bedeck_calls_total{function="a\"b\\c",location="x.rs:3",nth="2"} 2"#,
            ]
        );
        assert!(!text.contains("cpu_seconds"), "what was not measured is not there: {text}");
    }

    #[test]
    fn durations_are_a_summary() {
        let function = Function {
            name: "f".into(),
            file: "x.rs",
            calls: 5,
            open: 1,
            mean_ns: Some(250),
            p50_ns: Some(200),
            p999_ns: Some(1_000),
            ..Function::default()
        };
        let text = Report { functions: vec![function], ..Report::default() }.to_prom();
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("bedeck_duration")).collect();
        assert_eq!(
            lines,
            [
                r#"bedeck_duration_seconds{function="f",location="x.rs:0",quantile="0.5"} 0.0000002"#,
                r#"bedeck_duration_seconds{function="f",location="x.rs:0",quantile="0.999"} 0.000001"#,
                r#"bedeck_duration_seconds_sum{function="f",location="x.rs:0"} 0.000001"#,
                r#"bedeck_duration_seconds_count{function="f",location="x.rs:0"} 4"#,
            ]
        );
    }
}
