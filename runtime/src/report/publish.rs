//! The figures for the facade `metrics`: handed over from a report, so that no call of a function knows of it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, TryLockError};

use metrics::{Key, Label, Level, Metadata, Recorder, Unit, with_recorder};

use super::data::{Function, Report};
use super::figures::{self, DURATIONS, Family, Figure, Kind, Labelled, Labels};
use super::{exit, report};
use crate::state;

/// Hands the figures to the recorder of the facade [`metrics`](https://docs.rs/metrics) now.
///
/// ```
/// # fn answer_a_scrape() {}
/// bedeck::publish();
/// answer_a_scrape();
/// ```
///
/// With the feature `metrics` that happens by itself whenever outputs are written: at the end, and so long apart as `every`
/// says; `BEDECK=quiet,every=10` writes nothing and publishes every ten seconds.
///
/// | figures | as | names |
/// |---|---|---|
/// | functions | counters | `bedeck_calls_total`, `bedeck_panics_total`, `bedeck_ok_total`, `bedeck_err_total`, `bedeck_polls_total`, .. |
/// | their times | counters of nanoseconds | `bedeck_nanoseconds_total`, `bedeck_self_nanoseconds_total`, `bedeck_cpu_nanoseconds_total`, .. |
/// | single calls | a histogram of seconds | `bedeck_duration_seconds` |
/// | what goes up and down | gauges | `bedeck_open_calls`, `bedeck_in_flight_peak`, `bedeck_live_bytes`, .. |
/// | memos | counters and gauges | `bedeck_memo_hits_total`, `bedeck_memo_entries`, `bedeck_memo_hit_ratio`, .. |
/// | regions | counters and gauges | `bedeck_region_runs_total`, `bedeck_region_nanoseconds_total`, `bedeck_region_cores`, .. |
/// | threads | counters | `bedeck_thread_calls_total`, `bedeck_thread_cpu_nanoseconds_total`, .. |
///
/// Labels are `function` and `location` (`src/a.rs:7`), of memos `function`, of threads `thread`; `nth` tells rows apart that
/// have all that in common. The names are those of [`Report::to_prom`], but that counters are whole numbers here: seconds
/// become nanoseconds. [`reset`](crate::reset) takes nothing back: counters go on from where they were.
///
/// # Restrictions
///
/// Only with the feature `metrics`. The recorder gets at most a thousand durations of a function each time, in proportion to
/// all that ended since; how many there were `bedeck_calls_total` tells. Durations that are published before there is a
/// recorder are lost, everything else is not.
pub fn publish() {
    exit::flush(|| hand_over(&report()));
}

/// What was handed over before. One thread at a time comes here; a forked child may find the lock taken for ever.
pub(super) fn hand_over(report: &Report) {
    static BEFORE: Mutex<Option<Before>> = Mutex::new(None);
    let mut before = match BEFORE.try_lock() {
        Ok(before) => before,
        Err(TryLockError::Poisoned(before)) => PoisonError::into_inner(before),
        Err(TryLockError::WouldBlock) => return,
    };
    let before = before.get_or_insert_default();
    before.enter(state::epoch().unwrap_or_default());
    with_recorder(|recorder| Publication { recorder, before }.all(report));
}

/// Durations of one function that a recorder gets at a time: it may keep each by itself.
const SAMPLES: u64 = 1000;

const METADATA: Metadata<'static> = Metadata::new("bedeck", Level::INFO, None);

/// What was handed over so far.
#[derive(Default)]
struct Before {
    epoch: u64,
    counters: HashMap<(String, Labels), Counted>,
    /// How many durations of each bucket.
    durations: HashMap<Labels, HashMap<u64, u64>>,
}

/// A counter that starts from zero in every epoch.
#[derive(Default)]
struct Counted {
    /// In earlier epochs.
    earlier: u64,
    now: u64,
}

impl Before {
    /// In a new epoch everything is counted from zero.
    fn enter(&mut self, epoch: u64) {
        if std::mem::replace(&mut self.epoch, epoch) == epoch {
            return;
        }
        for counted in self.counters.values_mut() {
            counted.earlier += std::mem::take(&mut counted.now);
        }
        self.durations.clear();
    }
}

struct Publication<'a> {
    recorder: &'a dyn Recorder,
    before: &'a mut Before,
}

impl Publication<'_> {
    fn all(&mut self, report: &Report) {
        let functions = figures::functions(report);
        self.families(&figures::FUNCTIONS, &functions);
        self.durations(&functions);
        self.families(&figures::MEMOS, &figures::memos(report));
        self.families(&figures::REGIONS, &figures::regions(report));
        self.families(&figures::THREADS, &figures::threads(report));
        self.families(&figures::WHOLE, &figures::whole(report));
    }

    fn families<R>(&mut self, families: &[Family<R>], rows: &Labelled<'_, R>) {
        for family in families {
            let mut figures = rows.iter().filter_map(|(row, told)| Some((told, (family.figure)(row)?))).peekable();
            if let Some((_, figure)) = figures.peek() {
                self.describe(family.name, family.kind, figure, family.help);
            }
            figures.for_each(|(told, figure)| self.figure(family, &told.labels(), &figure));
        }
    }

    fn describe(&self, name: &'static str, kind: Kind, figure: &Figure, help: &'static str) {
        let unit = match figure {
            Figure::Time(_) => Some(Unit::Nanoseconds),
            _ if name.ends_with("_bytes") || name.ends_with("_bytes_total") => Some(Unit::Bytes),
            _ => None,
        };
        let name = facade_name(name, figure);
        match kind {
            Kind::Counter => self.recorder.describe_counter(name.into(), unit, help.into()),
            Kind::Gauge => self.recorder.describe_gauge(name.into(), unit, help.into()),
        }
    }

    fn figure<R>(&mut self, family: &Family<R>, labels: &Labels, figure: &Figure) {
        let name = facade_name(family.name, figure);
        let key = key(name.clone(), labels);
        match (family.kind, figure) {
            (Kind::Counter, Figure::Count(now) | Figure::Time(now)) => {
                let counted = self.before.counters.entry((name, labels.clone())).or_default();
                counted.now = *now;
                let all = counted.earlier.saturating_add(*now);
                self.recorder.register_counter(&key, &METADATA).absolute(all);
            }
            (_, Figure::Count(value) | Figure::Time(value)) => {
                self.recorder.register_gauge(&key, &METADATA).set(*value as f64);
            }
            (_, Figure::Ratio(ratio)) => self.recorder.register_gauge(&key, &METADATA).set(*ratio),
        }
    }

    /// The durations that came since the last time.
    fn durations(&mut self, functions: &Labelled<'_, Function>) {
        let help = "Durations of calls: a thousand of each function at a time, in proportion.";
        self.recorder.describe_histogram(DURATIONS.into(), Some(Unit::Seconds), help.into());
        for (function, told) in functions.iter().filter(|(function, _)| !function.histogram.is_empty()) {
            let labels = &told.labels();
            let before = self.before.durations.entry(labels.clone()).or_default();
            let new =
                |(low, count): &(u64, u64)| (*low, count.saturating_sub(before.insert(*low, *count).unwrap_or(0)));
            let new: Vec<(u64, u64)> = function.histogram.iter().map(new).filter(|(_, count)| *count > 0).collect();
            let histogram = self.recorder.register_histogram(&key(DURATIONS.to_owned(), labels), &METADATA);
            thinned(&new).for_each(|(low, count)| histogram.record_many(low as f64 / 1e9, count as usize));
        }
    }
}

/// No more than [`SAMPLES`] durations, in proportion: those at evenly spread ranks.
fn thinned(buckets: &[(u64, u64)]) -> impl Iterator<Item = (u64, u64)> {
    let all: u128 = buckets.iter().map(|(_, count)| u128::from(*count)).sum();
    let kept = all.min(u128::from(SAMPLES));
    let mut seen = 0;
    buckets.iter().map(move |(low, count)| {
        // How many of the ranks lie below the bucket's ends; the last one is the number of all.
        let below = |rank: u128| (rank * kept + all / 2) / all.max(1);
        let before = below(seen);
        seen += u128::from(*count);
        (*low, (below(seen) - before) as u64)
    })
}

/// Counters of the facade are whole numbers: nanoseconds instead of seconds.
fn facade_name(name: &str, figure: &Figure) -> String {
    if matches!(figure, Figure::Time(_)) { name.replace("seconds", "nanoseconds") } else { name.to_owned() }
}

fn key(name: String, labels: &Labels) -> Key {
    let labels: Vec<Label> = labels.iter().map(|(name, value)| Label::new(*name, value.clone())).collect();
    Key::from_parts(name, labels)
}

#[cfg(test)]
mod tests {
    use metrics::with_local_recorder;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

    use super::*;
    use crate::report::data::{Memo, Region};

    fn example(calls: u64) -> Report {
        let function = Function {
            name: "app::f".into(),
            file: "a.rs",
            line: 7,
            calls,
            total_ns: Some(calls * 1000),
            mean_ns: Some(1000),
            p50_ns: Some(1000),
            histogram: vec![(900, calls / 4), (1000, calls - calls / 4)],
            ..Function::default()
        };
        let memo = Memo { name: "app::m".into(), hits: 3 * calls, hit_ratio: Some(0.75), ..Memo::default() };
        let region =
            Region { name: "app::r".into(), file: "a.rs", runs: calls, cores_mean: Some(1.5), ..Region::default() };
        Report { functions: vec![function], memos: vec![memo], regions: vec![region], ..Report::default() }
    }

    fn publish(recorder: &dyn Recorder, before: &mut Before, report: &Report) {
        with_local_recorder(recorder, || with_recorder(|recorder| Publication { recorder, before }.all(report)));
    }

    /// What the recorder has under a name, of the first row.
    fn value(snapshotter: &Snapshotter, name: &str) -> Option<DebugValue> {
        let rows = snapshotter.snapshot().into_vec();
        rows.into_iter().find(|(key, ..)| key.key().name() == name).map(|(.., value)| value)
    }

    #[test]
    fn counters_go_on_over_epochs() {
        let (recorder, mut before) = (DebuggingRecorder::new(), Before::default());
        let snapshotter = recorder.snapshotter();
        let calls = |before: &mut Before, calls| {
            publish(&recorder, before, &example(calls));
            match value(&snapshotter, "bedeck_calls_total") {
                Some(DebugValue::Counter(calls)) => calls,
                other => panic!("{other:?}"),
            }
        };
        before.enter(2);
        assert_eq!([calls(&mut before, 8), calls(&mut before, 8), calls(&mut before, 20)], [8, 8, 20]);
        before.enter(3);
        assert_eq!([calls(&mut before, 1), calls(&mut before, 40)], [21, 60]);
    }

    #[test]
    fn durations_are_handed_over_once() {
        let (recorder, mut before) = (DebuggingRecorder::new(), Before::default());
        let snapshotter = recorder.snapshotter();
        let mut durations = |calls| {
            publish(&recorder, &mut before, &example(calls));
            match value(&snapshotter, DURATIONS) {
                Some(DebugValue::Histogram(values)) => values.into_iter().map(|value| value.0).collect::<Vec<f64>>(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(durations(4), [9e-7, 1e-6, 1e-6, 1e-6]);
        assert_eq!(durations(8), [9e-7, 1e-6, 1e-6, 1e-6]);
        assert!(durations(8).is_empty());
        let many = durations(4_000_008);
        assert_eq!((many.len(), many.iter().filter(|value| **value < 1e-6).count()), (1000, 250));
    }

    #[test]
    fn prometheus_shows_the_same_figures() {
        let recorder = PrometheusBuilder::new().build_recorder();
        publish(&recorder, &mut Before::default(), &example(8));
        let text = recorder.handle().render();
        for line in [
            r#"bedeck_calls_total{function="app::f",location="a.rs:7"} 8"#,
            r#"bedeck_nanoseconds_total{function="app::f",location="a.rs:7"} 8000"#,
            r#"bedeck_duration_seconds_count{function="app::f",location="a.rs:7"} 8"#,
            r#"bedeck_memo_hits_total{function="app::m"} 24"#,
            r#"bedeck_memo_hit_ratio{function="app::m"} 0.75"#,
            r#"bedeck_region_runs_total{function="app::r",location="a.rs:0"} 8"#,
            r#"bedeck_region_cores{function="app::r",location="a.rs:0"} 1.5"#,
            "# TYPE bedeck_calls_total counter",
            "# HELP bedeck_calls_total Calls begun.",
        ] {
            assert!(text.lines().any(|own| own == line), "no {line} in\n{text}");
        }
        assert!(!text.contains("bedeck_cpu"), "what was not measured is not there");
    }

    #[test]
    fn few_durations_stay_as_they_are() {
        let thin = |buckets: &[(u64, u64)]| thinned(buckets).collect::<Vec<_>>();
        assert_eq!(thin(&[(1, 2), (5, 3)]), [(1, 2), (5, 3)]);
        assert_eq!(thin(&[]), []);
        assert_eq!(thin(&[(1, u64::MAX), (2, u64::MAX)]), [(1, 500), (2, 500)]);
        let counts = thin(&[(1, 1), (2, 1_000_000)]);
        assert_eq!(counts.iter().map(|(_, count)| count).sum::<u64>(), 1000);
    }
}
