//! The report for Prometheus, in its text format 0.0.4: seconds and bytes.

use super::data::{Function, Report};
use super::figures::{self, DURATIONS, Family, Figure, Kind, Labelled, Told};
use super::sink::Sink;

pub(super) fn paint(out: &mut Sink<'_>, report: &Report) {
    let functions = listed(&figures::functions(report));
    families(out, &figures::FUNCTIONS, &functions);
    durations(out, &functions);
    drop(functions);
    families(out, &figures::MEMOS, &listed(&figures::memos(report)));
    families(out, &figures::REGIONS, &listed(&figures::regions(report)));
    families(out, &figures::THREADS, &listed(&figures::threads(report)));
    families(out, &figures::WHOLE, &listed(&figures::whole(report)));
}

/// Rows with the text of their labels.
type Listed<'a, R> = Vec<(&'a R, Box<str>)>;

fn listed<'a, R>(rows: &Labelled<'a, R>) -> Listed<'a, R> {
    rows.iter().map(|(row, told)| (*row, list(told).into())).collect()
}

fn list(told: &Told<'_>) -> String {
    let mut list = String::new();
    for (name, value) in told.labels() {
        list.push_str(if list.is_empty() { "" } else { "," });
        list.push_str(name);
        list.push_str("=\"");
        for part in value.split_inclusive(['\\', '"', '\n']) {
            let plain = part.trim_end_matches(['\\', '"', '\n']);
            list.push_str(plain);
            list.push_str(match &part[plain.len()..] {
                "\\" => r"\\",
                "\"" => "\\\"",
                "\n" => r"\n",
                _ => "",
            });
        }
        list.push('"');
    }
    list
}

impl Figure {
    /// Times in seconds.
    fn write(&self, out: &mut Sink<'_>) {
        match self {
            Figure::Count(count) => out.number(*count),
            Figure::Time(ns) => seconds(out, *ns),
            Figure::Ratio(ratio) => write!(out, "{ratio}"),
        }
    }
}

/// Nanoseconds in seconds, exactly.
fn seconds(out: &mut Sink<'_>, ns: u64) {
    out.number(ns / 1_000_000_000);
    let (mut part, mut digits) = (ns % 1_000_000_000, 9);
    if part > 0 {
        while part % 10 == 0 {
            (part, digits) = (part / 10, digits - 1);
        }
        write!(out, ".{part:0digits$}");
    }
}

/// Of each family a line for each row that has the figure, below what the figure is; nothing if none has.
fn families<R>(out: &mut Sink<'_>, families: &[Family<R>], rows: &Listed<'_, R>) {
    for family in families {
        let mut figures = rows.iter().filter_map(|(row, labels)| Some((labels, (family.figure)(row)?))).peekable();
        if figures.peek().is_some() {
            head(out, family.name, if family.kind == Kind::Counter { "counter" } else { "gauge" }, family.help);
            figures.for_each(|(labels, figure)| line(out, family.name, &[labels], &figure));
        }
    }
}

fn head(out: &mut Sink<'_>, name: &str, kind: &str, help: &str) {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// A line, with its labels in some pieces.
fn line(out: &mut Sink<'_>, name: &str, labels: &[&str], figure: &Figure) {
    out.push_str(name);
    if labels.iter().any(|part| !part.is_empty()) {
        out.push_str("{");
        labels.iter().for_each(|part| out.push_str(part));
        out.push_str("}");
    }
    out.push_str(" ");
    figure.write(out);
    out.push_str("\n");
}

/// The durations of single calls as a summary: percentiles, and sum and count of the calls that ended.
fn durations(out: &mut Sink<'_>, functions: &Listed<'_, Function>) {
    let mut timed = functions.iter().filter_map(|(f, labels)| Some((f, labels, f.mean_ns?))).peekable();
    if timed.peek().is_some() {
        head(out, DURATIONS, "summary", "Durations of the calls that ended; the sum to half a nanosecond a call.");
    }
    let (sum, count) = (format!("{DURATIONS}_sum"), format!("{DURATIONS}_count"));
    for (f, labels, mean) in timed {
        let quantiles = [("0.5", f.p50_ns), ("0.9", f.p90_ns), ("0.99", f.p99_ns), ("0.999", f.p999_ns)];
        for (quantile, ns) in quantiles {
            if let Some(ns) = ns {
                line(out, DURATIONS, &[labels, ",quantile=\"", quantile, "\""], &Figure::Time(ns));
            }
        }
        // Anybody can write a report.
        let ended = f.calls.saturating_sub(f.open);
        line(out, &sum, &[labels], &Figure::Time(mean.saturating_mul(ended)));
        line(out, &count, &[labels], &Figure::Count(ended));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sink;

    #[test]
    fn seconds_are_exact() {
        let times = [
            (0, "0"),
            (1, "0.000000001"),
            (1_500_000_000, "1.5"),
            (60_000_000_000, "60"),
            (1 << 60, "1152921504.606846976"),
        ];
        times.iter().for_each(|(ns, text)| assert_eq!(sink::text(|out| seconds(out, *ns)), *text));
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
