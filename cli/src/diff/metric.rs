//! The figures that are compared.

use std::collections::BTreeMap;

use bedeck::{Function, Report};
use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Metric {
    Total,
    #[value(name = "self")]
    SelfTime,
    Mean,
    P50,
    Alloc,
    Calls,
}

impl Metric {
    /// As it is asked for.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

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
    pub(super) fn is_noisy(self) -> bool {
        !matches!(self, Metric::Alloc | Metric::Calls)
    }

    pub(super) fn shown(self, figure: f64) -> String {
        match self {
            Metric::Calls => format!("{figure:.0}"),
            Metric::Alloc => format!("{figure:.0} B"),
            _ => time(figure),
        }
    }
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

/// The figures of each function, one a run.
pub(super) type Samples = BTreeMap<String, Vec<f64>>;

pub(super) fn samples(runs: &[Report], metric: Metric) -> Samples {
    let mut samples = Samples::new();
    for function in runs.iter().flat_map(|run| &run.functions) {
        if let Some(figure) = metric.of(function) {
            samples.entry(function.name.clone()).or_default().push(figure);
        }
    }
    samples
}
