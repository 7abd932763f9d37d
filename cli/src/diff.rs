//! `cargo bedeck diff`: which functions became slower, and whether that is more than noise.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use bedeck::{Function, Report};
use clap::ValueEnum;
use serde_json::json;

use crate::samples::{FEWEST, interval, median};
use crate::{Fault, load};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The earlier report, or a folder of several runs
    before: PathBuf,
    /// The later report, or a folder of several runs
    after: PathBuf,
    /// The figure that is compared
    #[arg(long, default_value = "total")]
    metric: Metric,
    /// Exit code 1 if a function's figure grew by more than this, as in `5%`
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_above: Option<f64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Metric {
    Total,
    #[value(name = "self")]
    SelfTime,
    Mean,
    P50,
    Alloc,
    Calls,
}

impl Metric {
    fn of(self, function: &Function) -> Option<f64> {
        let figure = match self {
            Metric::Total => function.total_ns,
            Metric::SelfTime => function.self_ns,
            Metric::Mean => function.mean_ns,
            Metric::P50 => function.p50_ns,
            Metric::Alloc => function.alloc_bytes,
            Metric::Calls => Some(function.calls),
        };
        figure.map(|figure| figure as f64)
    }

    /// Times vary from run to run, counts do not.
    fn is_noisy(self) -> bool {
        !matches!(self, Metric::Alloc | Metric::Calls)
    }

    fn shown(self, figure: f64) -> String {
        match self {
            Metric::Calls => format!("{figure:.0}"),
            Metric::Alloc => format!("{figure:.0} B"),
            _ => time(figure),
        }
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<f64>();
    let number = number.ok().filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "a percentage such as `5%`".to_owned())
}

fn time(ns: f64) -> String {
    let (size, unit) = match ns {
        ns if ns < 1e3 => (1.0, "ns"),
        ns if ns < 1e6 => (1e3, "us"),
        ns if ns < 1e9 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    format!("{:.3} {unit}", ns / size)
}

/// Smaller changes than this are none, however sure.
const LEAST_CHANGE: f64 = 0.01;
/// How often a verdict over all functions may be wrong where nothing changed.
const DOUBT: f64 = 0.05;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Slower,
    Faster,
    Same,
    /// Too few runs to tell a change from noise.
    Unsure,
    New,
    Gone,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Slower => "more",
            Verdict::Faster => "less",
            Verdict::Same => "no change",
            Verdict::Unsure => "too few runs to say",
            Verdict::New => "new",
            Verdict::Gone => "gone",
        }
    }
}

/// One function in both.
#[derive(Debug)]
struct Change {
    name: String,
    before: f64,
    after: f64,
    /// Between what the ratio lies.
    interval: Option<(f64, f64)>,
    verdict: Verdict,
}

impl Change {
    fn ratio(&self) -> f64 {
        self.after / self.before
    }

    /// Grew by more than so many per cent: by all that the runs say, if they say anything.
    fn exceeds(&self, percent: f64) -> bool {
        let least = self.interval.map_or_else(|| self.ratio(), |(low, _)| low);
        match self.verdict {
            Verdict::New | Verdict::Gone => false,
            _ => least > 1.0 + percent / 100.0,
        }
    }
}

type Samples = BTreeMap<String, Vec<f64>>;

fn samples(runs: &[Report], metric: Metric) -> Samples {
    let mut samples = Samples::new();
    for function in runs.iter().flat_map(|run| &run.functions) {
        if let Some(figure) = metric.of(function) {
            samples.entry(function.name.clone()).or_default().push(figure);
        }
    }
    samples
}

fn changes(before: &Samples, after: &Samples, metric: Metric) -> Vec<Change> {
    let both = after.keys().filter(|name| before.contains_key(*name)).count();
    // Of many functions some would differ by chance (Bonferroni's correction).
    let doubt = DOUBT / both.max(1) as f64;
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = Vec::new();
    let change = |name: &String| {
        let (old, new) = (before.get(name).unwrap_or(&none), after.get(name).unwrap_or(&none));
        let interval = interval(old, new, doubt);
        let (before, after) = (median(old), median(new));
        let verdict = verdict(metric, (before, after), interval);
        Change { name: name.clone(), before, after, interval, verdict }
    };
    let mut changes: Vec<Change> = names.into_iter().map(change).collect();
    let weight = |change: &Change| (change.after - change.before).abs();
    changes.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    changes
}

fn verdict(metric: Metric, (before, after): (f64, f64), interval: Option<(f64, f64)>) -> Verdict {
    if before.is_nan() {
        return Verdict::New;
    }
    if after.is_nan() {
        return Verdict::Gone;
    }
    let (low, high) = match interval {
        Some(interval) => interval,
        None if metric.is_noisy() => return Verdict::Unsure,
        None => (after / before, after / before),
    };
    match () {
        () if low > 1.0 + LEAST_CHANGE => Verdict::Slower,
        () if high < 1.0 - LEAST_CHANGE => Verdict::Faster,
        () => Verdict::Same,
    }
}

/// Compares, prints, and says by the exit code whether anything grew too much.
pub(crate) fn diff(arguments: &Arguments) -> Result<ExitCode, Fault> {
    let (before, after) = (load::runs(&arguments.before)?, load::runs(&arguments.after)?);
    let metric = arguments.metric;
    let (old, new) = (samples(&before, metric), samples(&after, metric));
    if old.is_empty() && new.is_empty() {
        return Err(format!(
            "neither side has the figure `{}`",
            metric.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
        )
        .into());
    }
    let changes = changes(&old, &new, metric);
    let failed: Vec<&Change> =
        changes.iter().filter(|change| arguments.fail_above.is_some_and(|percent| change.exceeds(percent))).collect();
    if arguments.json {
        println!("{}", as_json(&changes, !failed.is_empty()));
    } else {
        print(&changes, metric, [before.len(), after.len()]);
        failed.iter().for_each(|change| println!("above {}%: {}", arguments.fail_above.unwrap_or(0.0), change.name));
    }
    Ok(ExitCode::from(u8::from(!failed.is_empty())))
}

fn as_json(changes: &[Change], failed: bool) -> serde_json::Value {
    let row = |change: &Change| {
        let figure = |figure: f64| if figure.is_nan() { None } else { Some(figure) };
        json!({
            "name": change.name,
            "before": figure(change.before),
            "after": figure(change.after),
            "ratio": figure(change.ratio()),
            "interval": change.interval.map(|(low, high)| [low, high]),
            "verdict": change.verdict.word(),
        })
    };
    json!({ "functions": changes.iter().map(row).collect::<Vec<_>>(), "failed": failed })
}

fn print(changes: &[Change], metric: Metric, runs: [usize; 2]) {
    let width = changes.iter().map(|change| change.name.chars().count()).max().unwrap_or(0).max("function".len());
    println!("{:width$}  {:>12}  {:>12}  {:>8}  {:>17}  verdict", "function", "before", "after", "change", "within");
    for change in changes {
        let figure = |figure: f64| if figure.is_nan() { String::new() } else { metric.shown(figure) };
        let percent = |ratio: f64| format!("{:+.1}%", (ratio - 1.0) * 100.0);
        let ratio = change.ratio();
        let shown = if ratio.is_finite() { percent(ratio) } else { String::new() };
        let within =
            change.interval.map_or_else(String::new, |(low, high)| format!("{} .. {}", percent(low), percent(high)));
        let (before, after) = (figure(change.before), figure(change.after));
        println!(
            "{:width$}  {before:>12}  {after:>12}  {shown:>8}  {within:>17}  {}",
            change.name,
            change.verdict.word()
        );
    }
    if runs.iter().any(|runs| *runs < FEWEST) && metric.is_noisy() {
        println!(
            "{} and {} runs: {FEWEST} of each tell a change from noise (`cargo bedeck run --runs 10`)",
            runs[0], runs[1]
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, values: &[f64]) -> Samples {
        Samples::from([(name.to_owned(), values.to_vec())])
    }

    fn told(before: &[f64], after: &[f64], metric: Metric) -> Verdict {
        changes(&of("f", before), &of("f", after), metric)[0].verdict
    }

    #[test]
    fn verdicts_say_what_the_runs_say() {
        let steady = [100.0, 101.0, 100.5, 99.5, 100.2];
        let slower = steady.map(|figure| figure * 1.1);
        assert_eq!(told(&steady, &slower, Metric::Total), Verdict::Slower);
        assert_eq!(told(&slower, &steady, Metric::Total), Verdict::Faster);
        assert_eq!(told(&steady, &steady, Metric::Total), Verdict::Same);
        assert_eq!(told(&[1.0], &[9.0], Metric::Total), Verdict::Unsure);
        assert_eq!(told(&[1.0], &[9.0], Metric::Calls), Verdict::Slower);
        let wild = [50.0, 150.0, 90.0, 120.0, 100.0];
        assert_eq!(told(&steady, &wild, Metric::Total), Verdict::Same);
    }

    #[test]
    fn what_is_on_one_side_only_is_said() {
        let changes = changes(&of("old", &[1.0]), &of("new", &[2.0]), Metric::Total);
        let verdict = |name: &str| changes.iter().find(|change| change.name == name).unwrap().verdict;
        assert_eq!((verdict("old"), verdict("new")), (Verdict::Gone, Verdict::New));
        assert!(!changes.iter().any(|change| change.exceeds(0.0)));
    }

    #[test]
    fn the_gate_is_as_sure_as_the_runs() {
        let exceeds =
            |before: &[f64], after: &[f64]| changes(&of("f", before), &of("f", after), Metric::Total)[0].exceeds(5.0);
        assert!(exceeds(&[100.0], &[106.0]) && !exceeds(&[100.0], &[104.0]));
        assert!(!exceeds(&[100.0, 90.0, 110.0, 95.0], &[106.0, 90.0, 120.0, 100.0]), "noise");
        assert!(exceeds(&[100.0, 100.1, 100.2, 99.9], &[110.0, 110.2, 110.1, 110.3]));
    }

    #[test]
    fn percentages_are_read() {
        assert_eq!((percent("5%"), percent(" 2.5 ")), (Ok(5.0), Ok(2.5)));
        assert!(percent("-1").is_err() && percent("x").is_err());
    }
}
