//! A comparison as text.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

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

/// For people. A terminal that is too narrow for a name gets its end.
pub(super) fn table(changes: &[Change], metric: Metric, order: Order, runs: [usize; 2]) -> String {
    let mut text = match order {
        Order::InTurns => format!("medians of {} runs each, in turns\n", runs[0]),
        Order::Apart => format!("lower quartiles of {} and {} runs\n", runs[0], runs[1]),
    };
    let rows: Vec<[String; 6]> = changes.iter().map(|change| row(change, metric)).collect();
    let longest = rows.iter().map(|row| row[0].width()).max().unwrap_or(0).max("function".len());
    let width = longest.min(room());
    for [name, before, after, change, within, verdict] in [HEADS.map(str::to_owned)].iter().chain(&rows) {
        let name = end_of(name, width);
        let gap = " ".repeat(width - name.width());
        text += &format!("{name}{gap}  {before:>12}  {after:>12}  {change:>8}  {within:>17}  {verdict}\n");
    }
    if changes.iter().any(|change| change.verdict == Verdict::Unsure) {
        let [before, after] = runs;
        text += &format!("{before} and {after} runs: too few to tell a change from noise; ");
        text += "`cargo bedeck diff` runs two programs in turns\n";
    }
    text
}

const HEADS: [&str; 6] = ["function", "before", "after", "change", "within", "verdict"];
/// The places that the columns behind the name take.
const OTHERS: usize = 79;
/// A name is never cut below this.
const LEAST: usize = 20;

fn row(change: &Change, metric: Metric) -> [String; 6] {
    let figure = |figure: f64| if figure.is_nan() { String::new() } else { metric.shown(figure) };
    let percent =
        |ratio: f64| if ratio.is_finite() { format!("{:+.1}%", (ratio - 1.0) * 100.0) } else { String::new() };
    let within =
        change.interval.map_or_else(String::new, |(low, high)| format!("{} .. {}", percent(low), percent(high)));
    let verdict = change.verdict.word().to_owned();
    [printable(&change.name), figure(change.before), figure(change.after), percent(change.ratio), within, verdict]
}

/// What a name has room for: on a terminal no line is to be broken.
fn room() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    terminal.map_or(usize::MAX, |(width, _)| usize::from(width.0).saturating_sub(OTHERS).max(LEAST))
}

/// What would move the cursor is written out.
fn printable(name: &str) -> String {
    let written = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    name.chars().map(written).collect()
}

/// As much of the end as there is room for, behind two dots if something is missing.
fn end_of(name: &str, width: usize) -> String {
    if name.width() <= width {
        return name.to_owned();
    }
    let mut ends = name.char_indices().map(|(at, _)| &name[at..]);
    let end = ends.find(|end| end.width() + 2 <= width).unwrap_or_default();
    format!("..{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_width_stay_in_their_column() {
        assert_eq!(end_of("app::module::function", 12), "..::function");
        assert_eq!((end_of("測定::한글", 10).as_str(), end_of("測定::한글", 9).as_str()), ("測定::한글", "..::한글"));
        assert_eq!(printable("two\nlines\u{1b}[0m"), "two\\nlines\\u{1b}[0m");
        let change = |name: &str| Change {
            name: name.into(),
            before: 1e6,
            after: 2e6,
            ratio: 2.0,
            interval: Some((1.5, f64::INFINITY)),
            verdict: Verdict::Slower,
        };
        let text = table(&[change("測定"), change("tab\t")], Metric::Total, Order::Apart, [3, 4]);
        let expected = "\
lower quartiles of 3 and 4 runs
function        before         after    change             within  verdict
測定          1.000 ms      2.000 ms   +100.0%         +50.0% ..   more
tab\\t         1.000 ms      2.000 ms   +100.0%         +50.0% ..   more
";
        assert_eq!(text, expected);
    }
}
