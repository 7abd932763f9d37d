//! What became of each function, and whether that is more than noise.

use super::metric::{Metric, Samples};
use crate::samples::{self, Estimate, lower_quartile, median};

/// How often a verdict over all functions may be wrong where nothing changed.
const DOUBT: f64 = 0.05;

/// How runs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Each run with the one beside it.
    InTurns,
    /// All of one side with all of the other.
    Apart,
}

impl Order {
    /// Smaller changes than this are none, however sure. From one side to the other the machine itself may have changed.
    fn least_change(self) -> f64 {
        match self {
            Order::InTurns => 0.005,
            Order::Apart => 0.01,
        }
    }

    fn figure(self, runs: &[f64]) -> f64 {
        match self {
            Order::InTurns => median(runs),
            Order::Apart => lower_quartile(runs),
        }
    }

    fn estimate(self, before: &[f64], after: &[f64], doubt: f64) -> Option<Estimate> {
        match self {
            Order::InTurns if before.len() == after.len() => samples::in_turns(before, after, doubt),
            _ => samples::apart(before, after, doubt),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Slower,
    Faster,
    Same,
    /// Too few runs to tell a change from noise.
    Unsure,
    New,
    Gone,
}

impl Verdict {
    pub(super) fn word(self) -> &'static str {
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
pub(super) struct Change {
    pub(super) name: String,
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) ratio: f64,
    /// Between what the ratio lies.
    pub(super) interval: Option<(f64, f64)>,
    pub(super) verdict: Verdict,
}

impl Change {
    /// Grew by more than so many per cent, and that is more than noise, if there are runs enough to tell.
    pub(super) fn exceeds(&self, percent: f64) -> bool {
        matches!(self.verdict, Verdict::Slower | Verdict::Unsure) && self.ratio > 1.0 + percent / 100.0
    }
}

pub(super) fn changes(before: &Samples, after: &Samples, metric: Metric, order: Order) -> Vec<Change> {
    let both = after.keys().filter(|name| before.contains_key(*name)).count();
    // Of many functions some would differ by chance (Bonferroni's correction).
    let doubt = DOUBT / both.max(1) as f64;
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = Vec::new();
    let change = |name: &String| {
        let (old, new) = (before.get(name).unwrap_or(&none), after.get(name).unwrap_or(&none));
        let estimate = if metric.is_noisy() { order.estimate(old, new, doubt) } else { exactly(old, new) };
        let (before, after) = (order.figure(old), order.figure(new));
        let verdict = verdict((before, after), estimate, order.least_change());
        let ratio = estimate.map_or(after / before, |estimate| estimate.ratio);
        Change { name: name.clone(), before, after, ratio, interval: estimate.map(|e| e.interval), verdict }
    };
    let mut changes: Vec<Change> = names.into_iter().map(change).collect();
    let weight = |change: &Change| (change.after - change.before).abs();
    changes.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    changes
}

/// Counts do not vary by chance: from the least to the most that there was.
fn exactly(before: &[f64], after: &[f64]) -> Option<Estimate> {
    let extremes =
        |runs: &[f64]| (runs.iter().copied().fold(f64::NAN, f64::min), runs.iter().copied().fold(f64::NAN, f64::max));
    let ((least, most), (new_least, new_most)) = (extremes(before), extremes(after));
    Some(Estimate { ratio: median(after) / median(before), interval: (new_least / most, new_most / least) })
}

fn verdict((before, after): (f64, f64), estimate: Option<Estimate>, least: f64) -> Verdict {
    match estimate {
        _ if before.is_nan() => Verdict::New,
        _ if after.is_nan() => Verdict::Gone,
        None => Verdict::Unsure,
        Some(estimate) if estimate.interval.0 > 1.0 + least => Verdict::Slower,
        Some(estimate) if estimate.interval.1 < 1.0 - least => Verdict::Faster,
        Some(_) => Verdict::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, values: &[f64]) -> Samples {
        Samples::from([(name.to_owned(), values.to_vec())])
    }

    fn change(before: &[f64], after: &[f64], metric: Metric, order: Order) -> Change {
        changes(&of("f", before), &of("f", after), metric, order).remove(0)
    }

    #[test]
    fn verdicts_say_what_the_runs_say() {
        let steady = [100.0, 101.0, 100.5, 99.5, 100.2, 100.1, 99.8, 100.3];
        let slower = steady.map(|figure| figure * 1.1);
        let wild = [50.0, 150.0, 90.0, 120.0, 100.0, 80.0, 70.0, 130.0];
        for order in [Order::Apart, Order::InTurns] {
            let told = |before: &[f64], after: &[f64], metric| change(before, after, metric, order).verdict;
            assert_eq!(told(&steady, &slower, Metric::Total), Verdict::Slower);
            assert_eq!(told(&slower, &steady, Metric::Total), Verdict::Faster);
            assert_eq!(told(&steady, &steady, Metric::Total), Verdict::Same);
            assert_eq!(told(&steady, &wild, Metric::Total), Verdict::Same);
            assert_eq!(told(&[1.0], &[9.0], Metric::Total), Verdict::Unsure);
        }
    }

    #[test]
    fn counts_need_no_second_run() {
        let told = |before: &[f64], after: &[f64]| change(before, after, Metric::Calls, Order::Apart).verdict;
        assert_eq!((told(&[1.0], &[9.0]), told(&[9.0], &[9.0])), (Verdict::Slower, Verdict::Same));
        assert_eq!((told(&[1.0, 5.0], &[4.0, 9.0]), told(&[5.0, 5.0], &[4.0, 4.0])), (Verdict::Same, Verdict::Faster));
    }

    #[test]
    fn what_is_on_one_side_only_is_said() {
        let changes = changes(&of("old", &[1.0]), &of("new", &[2.0]), Metric::Total, Order::Apart);
        let verdict = |name: &str| changes.iter().find(|change| change.name == name).unwrap().verdict;
        assert_eq!((verdict("old"), verdict("new")), (Verdict::Gone, Verdict::New));
        assert!(!changes.iter().any(|change| change.exceeds(0.0)));
    }

    #[test]
    fn the_gate_is_as_sure_as_the_runs() {
        let exceeds = |before: &[f64], after: &[f64]| change(before, after, Metric::Total, Order::Apart).exceeds(5.0);
        assert!(exceeds(&[100.0], &[106.0]) && !exceeds(&[100.0], &[104.0]));
        assert!(!exceeds(&[100.0, 90.0, 110.0, 95.0], &[106.0, 96.0, 120.0, 102.0]), "noise");
        assert!(exceeds(&[100.0, 100.1, 100.2, 99.9], &[106.0, 106.2, 105.9, 106.3]));
        assert!(!exceeds(&[100.0, 100.1, 100.2, 99.9], &[104.0, 104.2, 104.1, 104.3]), "sure, but less");
    }
}
