//! Rounds in which everybody takes a turn.

use std::time::{Duration, Instant};

use bedeck_benches::table::median;

use crate::outside::Question;

/// One loop, run on its own data.
pub(crate) type Run = Box<dyn FnMut() + Send>;

/// Somebody who runs a loop.
pub(crate) enum Contestant {
    /// In this process.
    Here(Run),
    /// In one of its own.
    Elsewhere(Question),
}

/// Where the loops of this process are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On the program's thread.
    Main,
    /// On a thread of a pool of rayon's that the program has.
    Pool,
}

/// Nanoseconds by contestant and round; nothing of those who have no such figure.
pub(crate) type Figures = Vec<Vec<f64>>;

/// Each contestant once a round; the first round is thrown away.
pub(crate) fn by_contestant(
    contestants: &mut [(String, Contestant)],
    rounds: usize,
    mut figure: impl FnMut(&mut Contestant) -> Option<f64>,
) -> Figures {
    let mut figures = vec![Vec::new(); contestants.len()];
    for round in 0..=rounds {
        for ((_, contestant), figures) in contestants.iter_mut().zip(&mut figures) {
            let figure = figure(contestant);
            if round > 0 {
                figures.extend(figure);
            }
        }
    }
    figures
}

/// The median, and that of the ratios to the first contestant.
pub(crate) fn summary(figures: &Figures, at: usize) -> Option<(f64, f64)> {
    let ratios: Vec<f64> = figures[at].iter().zip(&figures[0]).map(|(figure, plain)| figure / plain).collect();
    (!ratios.is_empty()).then(|| (median(&figures[at]), median(&ratios)))
}

/// Nanoseconds a run, of runs that follow each other for some milliseconds: the median over slices.
pub(crate) fn hot(contestant: &mut Contestant, place: Place) -> Option<f64> {
    match contestant {
        Contestant::Here(run) => Some(at(place, || slices(run))),
        Contestant::Elsewhere(question) => question.ask(),
    }
}

/// Nanoseconds of a single run after a rest.
pub(crate) fn cold(contestant: &mut Contestant, place: Place) -> Option<f64> {
    let Contestant::Here(run) = contestant else { return None };
    Some(at(place, || {
        std::thread::sleep(Duration::from_millis(2));
        once(run)
    }))
}

fn once(run: &mut Run) -> f64 {
    let began = Instant::now();
    run();
    began.elapsed().as_secs_f64() * 1e9
}

fn slices(run: &mut Run) -> f64 {
    /// A run that takes longer is a figure in itself.
    const LONG: f64 = 20e6;
    /// What a slice and all slices are to take.
    const SLICE: f64 = 400e3;
    const ALL: f64 = 8e6;
    run();
    let single = once(run).max(20.0);
    if single > LONG {
        return single;
    }
    let passes = (SLICE / single).max(1.0) as u64;
    let slice = || {
        let began = Instant::now();
        for _ in 0..passes {
            run();
        }
        began.elapsed().as_secs_f64() * 1e9 / passes as f64
    };
    let slices = ((ALL / (single * passes as f64)) as usize).clamp(3, 15);
    let slices: Vec<f64> = std::iter::repeat_with(slice).take(slices).collect();
    median(&slices)
}

#[cfg(feature = "loops")]
fn at<R: Send>(place: Place, measure: impl FnOnce() -> R + Send) -> R {
    use std::sync::LazyLock;
    static POOL: LazyLock<rayon::ThreadPool> =
        LazyLock::new(|| rayon::ThreadPoolBuilder::new().build().expect("a pool of rayon's"));
    if place == Place::Pool { POOL.install(measure) } else { measure() }
}

#[cfg(not(feature = "loops"))]
fn at<R>(_: Place, measure: impl FnOnce() -> R) -> R {
    measure()
}
