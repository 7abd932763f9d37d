//! The report for Prometheus, in its text format 0.0.4: seconds and bytes, counters that end in `_total`.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::data::{Function, Memo, Report, Thread};

pub(super) fn paint(report: &Report) -> String {
    let mut text = String::new();
    let functions = labelled(report.functions.iter().map(|f| (f, function_labels(f))));
    FUNCTIONS.iter().for_each(|family| family.paint(&mut text, &functions));
    durations(&mut text, &functions);
    let memos = labelled(report.memos.iter().map(|m| (m, label("function", &m.name))));
    MEMOS.iter().for_each(|family| family.paint(&mut text, &memos));
    let threads = labelled(report.threads.iter().map(|t| (t, label("thread", &t.name))));
    THREADS.iter().for_each(|family| family.paint(&mut text, &threads));
    let whole = [(report, String::new())];
    WHOLE.iter().for_each(|family| family.paint(&mut text, &whole));
    text
}

/// What rows of one kind have in common: a figure with a name.
struct Family<R> {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    figure: fn(&R) -> Option<Figure>,
}

enum Figure {
    Count(u64),
    /// Nanoseconds, shown in seconds.
    Time(u64),
    Ratio(f64),
}

impl Figure {
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

impl<R> Family<R> {
    /// A line for each row that has the figure, below what the figure is; nothing if none has.
    fn paint(&self, text: &mut String, rows: &[(&R, String)]) {
        let figures = rows.iter().filter_map(|(row, labels)| Some((labels, (self.figure)(row)?)));
        let mut lines = figures.map(|(labels, figure)| line(self.name, labels, &figure.text())).peekable();
        if lines.peek().is_some() {
            head(text, self.name, self.kind, self.help);
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

fn label(name: &str, value: &str) -> String {
    format!("{name}=\"{}\"", value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n"))
}

fn function_labels(f: &Function) -> String {
    format!("{},{}", label("function", &f.name), label("location", &format!("{}:{}", f.file, f.line)))
}

/// Rows with their labels, no two of which are the same: later ones are numbered.
fn labelled<'a, R>(rows: impl Iterator<Item = (&'a R, String)>) -> Vec<(&'a R, String)> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let numbered = |(row, labels): (&'a R, String)| {
        let times = seen.entry(labels.clone()).or_default();
        *times += 1;
        (row, if *times > 1 { format!("{labels},{}", label("nth", &times.to_string())) } else { labels })
    };
    rows.map(numbered).collect()
}

const fn counter<R>(name: &'static str, help: &'static str, figure: fn(&R) -> Option<Figure>) -> Family<R> {
    Family { name, kind: "counter", help, figure }
}

const fn gauge<R>(name: &'static str, help: &'static str, figure: fn(&R) -> Option<Figure>) -> Family<R> {
    Family { name, kind: "gauge", help, figure }
}

use Figure::{Count, Ratio, Time};

const FUNCTIONS: [Family<Function>; 14] = [
    counter("bedeck_calls_total", "Calls begun.", |f| Some(Count(f.calls))),
    gauge("bedeck_open_calls", "Calls begun and not ended.", |f| Some(Count(f.open))),
    counter("bedeck_panics_total", "Calls that ended in a panic.", |f| Some(Count(f.panics))),
    counter("bedeck_cancelled_total", "Futures dropped half-way.", |f| f.cancelled.map(Count)),
    counter("bedeck_ok_total", "Calls that ended with Ok.", |f| f.ok.map(Count)),
    counter("bedeck_err_total", "Calls that ended with Err.", |f| f.err.map(Count)),
    gauge("bedeck_in_flight_peak", "The most calls that were open at once.", |f| f.in_flight_peak.map(Count)),
    counter("bedeck_seconds_total", "Time in outermost calls, callees included.", |f| f.total_ns.map(Time)),
    counter("bedeck_self_seconds_total", "Time in the function and no other profiled one.", |f| f.self_ns.map(Time)),
    counter("bedeck_busy_seconds_total", "Time in polls.", |f| f.busy_ns.map(Time)),
    counter("bedeck_polls_total", "Polls of futures.", |f| f.polls.map(Count)),
    counter("bedeck_cpu_seconds_total", "Processor time of the thread in calls.", |f| f.cpu_ns.map(Time)),
    counter("bedeck_allocated_bytes_total", "Bytes asked for, callees included.", |f| f.alloc_bytes.map(Count)),
    counter("bedeck_allocations_total", "How often memory was asked for.", |f| f.alloc_count.map(Count)),
];

const MEMOS: [Family<Memo>; 9] = [
    counter("bedeck_memo_hits_total", "Calls that found their value.", |m| Some(Count(m.hits))),
    counter("bedeck_memo_misses_total", "Calls that ran the body.", |m| Some(Count(m.misses))),
    counter("bedeck_memo_waits_total", "Calls that waited for another's run of the body.", |m| Some(Count(m.waits))),
    counter("bedeck_memo_evictions_total", "Values that went to make room.", |m| Some(Count(m.evictions))),
    counter("bedeck_memo_expired_total", "Values that were found too old.", |m| Some(Count(m.expired))),
    gauge("bedeck_memo_entries", "Values that are kept.", |m| Some(Count(m.entries))),
    gauge("bedeck_memo_bytes", "Memory of tables and entries.", |m| Some(Count(m.bytes))),
    gauge("bedeck_memo_hit_ratio", "Of all calls, the part that found its value.", |m| m.hit_ratio.map(Ratio)),
    counter("bedeck_memo_saved_seconds_total", "What the hits would have taken.", |m| m.saved_ns.map(Time)),
];

const THREADS: [Family<Thread>; 3] = [
    counter("bedeck_thread_calls_total", "Calls of decorated functions.", |t| Some(Count(t.calls))),
    counter("bedeck_thread_cpu_seconds_total", "Processor time of the threads.", |t| t.busy_ns.map(Time)),
    counter("bedeck_thread_unattributed_seconds_total", "Time in no profiled function.", |t| {
        t.unattributed_ns.map(Time)
    }),
];

const WHOLE: [Family<Report>; 4] = [
    counter("bedeck_wall_seconds_total", "Time since the first call.", |r| (r.wall_ns > 0).then_some(Time(r.wall_ns))),
    counter("bedeck_overhead_seconds_total", "What the recording itself cost.", |r| {
        (r.clock_resolution_ns > 0).then_some(Time(r.overhead_ns))
    }),
    gauge("bedeck_live_bytes", "Bytes that the process holds.", |r| r.memory.map(|memory| Count(memory.live_bytes))),
    gauge("bedeck_peak_bytes", "The most that it ever held.", |r| r.memory.map(|memory| Count(memory.peak_bytes))),
];

/// The durations of single calls as a summary: percentiles, and sum and count of the calls that ended.
fn durations(text: &mut String, functions: &[(&Function, String)]) {
    const NAME: &str = "bedeck_duration_seconds";
    let timed = functions.iter().filter_map(|(f, labels)| Some((f, labels, f.mean_ns?)));
    let mut lines = timed.map(|(f, labels, mean)| {
        let quantiles = [("0.5", f.p50_ns), ("0.9", f.p90_ns), ("0.99", f.p99_ns), ("0.999", f.p999_ns)];
        let quantiles = quantiles.iter().filter_map(|(quantile, ns)| {
            Some(line(NAME, &format!("{labels},{}", label("quantile", quantile)), &seconds((*ns)?)))
        });
        let ended = f.calls - f.open;
        let sum = line(&format!("{NAME}_sum"), labels, &seconds(mean.saturating_mul(ended)));
        let count = line(&format!("{NAME}_count"), labels, &ended.to_string());
        quantiles.chain([sum, count]).collect::<String>()
    });
    if let Some(first) = lines.next() {
        head(text, NAME, "summary", "Durations of the calls that ended; the sum to half a nanosecond a call.");
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
