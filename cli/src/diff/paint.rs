//! A comparison as text.

use serde_json::Value;

use super::change::{Change, Order, Verdict};
use super::metric::Metric;

/// For other programs.
pub(super) fn json(changes: &[Change], failed: bool) -> Value {
    let row = |change: &Change| {
        let figure = |figure: f64| if figure.is_nan() { None } else { Some(figure) };
        serde_json::json!({
            "name": change.name,
            "before": figure(change.before),
            "after": figure(change.after),
            "ratio": figure(change.ratio),
            "interval": change.interval.map(|(low, high)| [low, high]),
            "verdict": change.verdict.word(),
        })
    };
    serde_json::json!({ "functions": changes.iter().map(row).collect::<Vec<_>>(), "failed": failed })
}

/// For people.
pub(super) fn table(changes: &[Change], metric: Metric, order: Order, runs: [usize; 2]) {
    match order {
        Order::InTurns => println!("medians of {} runs each, in turns", runs[0]),
        Order::Apart => println!("lower quartiles of {} and {} runs", runs[0], runs[1]),
    }
    let width = changes.iter().map(|change| change.name.chars().count()).max().unwrap_or(0).max("function".len());
    println!("{:width$}  {:>12}  {:>12}  {:>8}  {:>17}  verdict", "function", "before", "after", "change", "within");
    for change in changes {
        let figure = |figure: f64| if figure.is_nan() { String::new() } else { metric.shown(figure) };
        let percent = |ratio: f64| format!("{:+.1}%", (ratio - 1.0) * 100.0);
        let shown = if change.ratio.is_finite() { percent(change.ratio) } else { String::new() };
        let within =
            change.interval.map_or_else(String::new, |(low, high)| format!("{} .. {}", percent(low), percent(high)));
        let (before, after) = (figure(change.before), figure(change.after));
        println!(
            "{:width$}  {before:>12}  {after:>12}  {shown:>8}  {within:>17}  {}",
            change.name,
            change.verdict.word()
        );
    }
    if changes.iter().any(|change| change.verdict == Verdict::Unsure) {
        println!(
            "{} and {} runs: too few to tell a change from noise; `cargo bedeck diff` runs two programs in turns",
            runs[0], runs[1]
        );
    }
}
