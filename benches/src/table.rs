//! Rounds of paired measurements become rows of Markdown.

use std::fmt::Write;
use std::time::Duration;

use crate::child::Soaked;

/// What one contestant took in each round of one body, in nanoseconds a call.
#[derive(Debug)]
pub struct Series {
    /// The contestant's name.
    pub name: &'static str,
    /// One figure a round.
    pub rounds: Vec<f64>,
}

/// The value below which a part of the figures lies.
fn quantile(figures: &[f64], part: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * part).round() as usize]
}

/// The value in the middle.
pub fn median(figures: &[f64]) -> f64 {
    quantile(figures, 0.5)
}

/// The median over the rounds of something that both took in the same round.
fn paired(these: &Series, those: &Series, with: impl Fn(f64, f64) -> f64) -> f64 {
    let pairs: Vec<f64> = these.rounds.iter().zip(&those.rounds).map(|(a, b)| with(*a, *b)).collect();
    median(&pairs)
}

/// The head of the table of times.
pub fn head() -> String {
    "| body | threads | contestant | ns a call | middle half of the rounds | x floor | x plain | ns over plain |\n\
     |---|---:|---|---:|---:|---:|---:|---:|"
        .into()
}

/// The rows of one body: the first series is the plain call, the second the floor.
pub fn rows(body: &str, threads: usize, all: &[Series]) -> String {
    let (plain, floor) = (&all[0], &all[1]);
    let mut text = String::new();
    for series in all {
        let at = |part| quantile(&series.rounds, part);
        let over = paired(series, plain, |a, b| a - b);
        let (by_floor, by_plain) = (paired(series, floor, |a, b| a / b), paired(series, plain, |a, b| a / b));
        let (name, median, low, high) = (series.name, at(0.5), at(0.25), at(0.75));
        let _infallible = writeln!(
            text,
            "| {body} | {threads} | {name} | {median:.2} | {low:.2} .. {high:.2} | {by_floor:.3} | {by_plain:.3} | {over:.2} |"
        );
    }
    text
}

/// The table of what is left behind.
pub fn left_behind(all: &[Soaked]) -> String {
    let mut text = "| left behind | M calls of one thread | peak memory, MB | of that before the first call | end of work to end of process, ms | recorded |\n\
                    |---|---:|---:|---:|---:|---:|\n"
        .to_owned();
    for soaked in all {
        let (after, before) = (megabytes(soaked.after), megabytes(soaked.before));
        let (calls, drain, recorded) = (soaked.calls as f64 / 1e6, milliseconds(soaked.drain), share(soaked.recorded));
        let name = soaked.name;
        let _infallible = writeln!(text, "| {name} | {calls:.1} | {after} | {before} | {drain:.0} | {recorded} |");
    }
    text
}

/// The table of whole processes: each contestant's runs of one body, the plain call's first. The best run of each, since
/// a run is too long for nobody else to want the processor.
pub fn whole(body: &str, all: &[Vec<Soaked>]) -> String {
    let mut text = format!(
        "| {body} | best of | ms | x plain | end of work to end of process, ms | both, ms | x plain | peak memory, MB | recorded |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    let both = |run: &&Soaked| run.work + run.drain;
    let best: Vec<(usize, &Soaked)> =
        all.iter().filter_map(|runs| Some((runs.len(), runs.iter().min_by_key(both)?))).collect();
    for (runs, run) in &best {
        let plain = best[0].1;
        let ratio = |of: fn(&Soaked) -> Duration| of(run).as_secs_f64() / of(plain).as_secs_f64();
        let _infallible = writeln!(
            text,
            "| {} | {runs} | {:.1} | {:.1} | {:.0} | {:.1} | {:.1} | {} | {} |",
            run.name,
            milliseconds(run.work),
            ratio(|run| run.work),
            milliseconds(run.drain),
            milliseconds(run.work + run.drain),
            ratio(|run| run.work + run.drain),
            megabytes(run.after),
            share(run.recorded),
        );
    }
    text
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn megabytes(figure: Option<f64>) -> String {
    figure.map_or("?".into(), |figure| format!("{figure:.1}"))
}

fn share(figure: Option<f64>) -> String {
    figure.map_or("".into(), |figure| format!("{:.2} %", figure * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_medians_of_pairs_and_not_ratios_of_medians() {
        let plain = Series { name: "plain", rounds: vec![1.0, 2.0, 4.0] };
        let other = Series { name: "other", rounds: vec![4.0, 4.0, 4.0] };
        assert_eq!(paired(&other, &plain, |a, b| a / b), 2.0);
        assert_eq!(median(&other.rounds), 4.0);
    }
}
