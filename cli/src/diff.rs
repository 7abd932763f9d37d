//! `cargo bedeck diff`: which functions became slower, and whether that is more than noise.

mod change;
mod metric;
mod paint;

use std::path::PathBuf;
use std::process::ExitCode;

use bedeck::Report;
use change::{Change, Order, changes};
use metric::{Metric, samples};

use crate::turns::{Turns, are_in_turns, is_program};
use crate::{Fault, load, out};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The earlier report, a folder of several runs, or a program, which is then run
    before: PathBuf,
    /// The later report, folder or program
    after: PathBuf,
    /// The figure that is compared
    #[arg(long, default_value = "total")]
    metric: Metric,
    /// Exit code 1 if a function's figure grew by more than this, as in `5%`, and that is no noise
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_above: Option<f64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    turns: Turns,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<f64>();
    let number = number.ok().filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "a percentage such as `5%`".to_owned())
}

/// The runs of both sides, and how they were taken.
fn runs(arguments: &Arguments) -> Result<([Vec<Report>; 2], Order), Fault> {
    let sides = [arguments.before.as_path(), arguments.after.as_path()];
    let runs = match sides.map(is_program) {
        [true, true] => arguments.turns.take(sides)?,
        [false, false] if arguments.turns.are_asked_for() => {
            return Err("`--runs`, `--out` and ARGS are for two programs; these are reports".into());
        }
        [false, false] => [load::runs(sides[0])?, load::runs(sides[1])?],
        _ => return Err("a program is compared with a program, and a report with a report".into()),
    };
    let order = if are_in_turns(&runs[0], &runs[1]) { Order::InTurns } else { Order::Apart };
    Ok((runs, order))
}

/// Compares, prints, and says by the exit code whether anything grew too much.
pub(crate) fn diff(arguments: &Arguments) -> Result<ExitCode, Fault> {
    let ([before, after], order) = runs(arguments)?;
    let metric = arguments.metric;
    let (old, new) = (samples(&before, metric), samples(&after, metric));
    if old.is_empty() && new.is_empty() {
        return Err(format!("neither side has the figure `{}`", metric.name()).into());
    }
    let changes = changes(&old, &new, metric, order);
    let failed: Vec<&Change> =
        changes.iter().filter(|change| arguments.fail_above.is_some_and(|percent| change.exceeds(percent))).collect();
    let text = if arguments.json {
        format!("{}\n", paint::json(&changes, !failed.is_empty()))
    } else {
        let above = |change: &&Change| format!("above {}%: {}\n", arguments.fail_above.unwrap_or(0.0), change.name);
        let table = paint::table(&changes, metric, order, [before.len(), after.len()]);
        table + &failed.iter().map(above).collect::<String>()
    };
    out::print(text.as_bytes())?;
    Ok(ExitCode::from(u8::from(!failed.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read() {
        assert_eq!((percent("5%"), percent(" 2.5 ")), (Ok(5.0), Ok(2.5)));
        assert!(percent("-1").is_err() && percent("x").is_err());
    }
}
