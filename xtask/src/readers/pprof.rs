//! `go tool pprof`, whose tables show what each function, line and thread took.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::pictures::Pictures;
use super::sheet::{Sheet, Shown};
use super::tools::run;
use crate::Fault;

pub(super) fn check(pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    let file = pictures.file("pprof");
    let expected = &pictures.expected;
    let heading = |what: &str| format!("pprof, {}: {what}", pictures.name);
    let times = top(&file, "time", "ns")?;
    sheet.compare(&heading("self times"), &expected.each(None, |sums| sums.self_ns), &column(&times, |row| row.flat));
    sheet.compare(&heading("total times"), &expected.each(None, |sums| sums.total_ns), &column(&times, |row| row.cum));
    let calls = top(&file, "calls", "count")?;
    sheet.compare(&heading("calls"), &expected.each(None, |sums| sums.calls), &column(&calls, |row| row.flat));
    if expected.has_memory() {
        let bytes = top(&file, "alloc_space", "bytes")?;
        let ours = expected.each(None, |sums| sums.self_alloc_bytes);
        sheet.compare(&heading("bytes"), &ours, &column(&bytes, |row| row.flat));
    }
    sheet.compare(&heading("threads"), &expected.threads(), &threads(&file)?);
    Ok(())
}

/// A line of `-top`.
struct Row {
    flat: u64,
    cum: u64,
    function: String,
}

fn pprof(file: &Path, arguments: &[&str]) -> Result<String, Fault> {
    run(Command::new("go").args(["tool", "pprof"]).args(arguments).arg(file).env("GOTOOLCHAIN", "local"))
}

fn top(file: &Path, sample: &str, unit: &str) -> Result<Vec<Row>, Fault> {
    let (sample, unit) = (format!("-sample_index={sample}"), format!("-unit={unit}"));
    let text = pprof(file, &["-top", "-nodefraction=0", "-nodecount=0", &sample, &unit])?;
    let rows = text.lines().skip_while(|line| !line.trim_start().starts_with("flat ")).skip(1);
    rows.map(|line| row(line).ok_or_else(|| format!("pprof: cannot read `{line}`").into())).collect()
}

/// Reads `200ns 72.68% 72.68% 300ns 72.68%  name`.
fn row(line: &str) -> Option<Row> {
    let mut rest = line;
    let mut word = || {
        let (word, behind) = rest.trim_start().split_once(' ')?;
        rest = behind;
        Some(word)
    };
    let figures = [word()?, word()?, word()?, word()?, word()?];
    let function = rest.trim().trim_end_matches(" (inline)").to_owned();
    Some(Row { flat: number(figures[0])?, cum: number(figures[3])?, function })
}

/// The whole number before a unit; tags have a fraction of 0.
fn number(text: &str) -> Option<u64> {
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    number.strip_suffix(".0").unwrap_or(number).parse().ok()
}

fn column(rows: &[Row], figure: impl Fn(&Row) -> u64) -> BTreeMap<String, Shown> {
    let figures = rows.iter().map(|row| (row.function.clone(), figure(row)));
    figures.filter(|(_, figure)| *figure > 0).map(|(name, figure)| (name, Shown::exactly(figure))).collect()
}

/// Reads the lines `370ns (27.23%): main` of `-tags`.
fn threads(file: &Path) -> Result<BTreeMap<String, Shown>, Fault> {
    let text = pprof(file, &["-tags", "-sample_index=time", "-unit=ns"])?;
    let thread = |line: &str| {
        let (figures, name) = line.split_once("%): ")?;
        Some((name.to_owned(), Shown::exactly(number(figures.split_once(" (")?.0.trim())?)))
    };
    Ok(text.lines().filter_map(thread).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_two_figures_and_a_name_with_blanks() {
        let row = row("    30ns 2.2e-06%   100%   3000ns  2.2e-06%  <[u8; 4] as app::Tr>::get").unwrap();
        assert_eq!((row.flat, row.cum, row.function.as_str()), (30, 3000, "<[u8; 4] as app::Tr>::get"));
        assert_eq!(
            [number("0"), number("12ns"), number("12.0ns"), number("12.5ns")],
            [Some(0), Some(12), Some(12), None]
        );
    }
}
