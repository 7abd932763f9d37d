//! The result as text.

use crate::lines::Lines;
use crate::survey::{Figures, Survey};
use bedeck::timed;
use std::fmt::{self, Display, Write as _};
use std::path::Path;

/// How many places of one group of duplicates are listed.
const PLACES: usize = 4;

/// What stands on stdout. Paths are relative to `folder`.
#[timed]
pub(crate) fn paint(survey: &Survey, folder: &Path, top: usize) -> String {
    let mut text = String::new();
    // A `String` takes everything.
    let _ = languages(&mut text, survey);
    let _ = identifiers(&mut text, survey, top);
    let _ = duplicates(&mut text, survey, folder, top);
    let _ = skipped(&mut text, survey, folder);
    text
}

fn languages(text: &mut String, survey: &Survey) -> fmt::Result {
    let columns = ["files", "lines", "code", "comment", "blank", "functions", "KiB"];
    row(text, "language", columns)?;
    let mut all = Figures::default();
    for (name, figures) in &survey.languages {
        row(text, name, cells(figures))?;
        all.files += figures.files;
        all.lines += figures.lines;
        all.functions += figures.functions;
        all.bytes += figures.bytes;
    }
    row(text, "all", cells(&all))
}

fn cells(figures: &Figures) -> [u64; 7] {
    let lines @ Lines { code, comment, blank } = figures.lines;
    [figures.files, lines.all(), code, comment, blank, figures.functions, figures.bytes.div_ceil(1024)]
}

fn row(text: &mut String, name: &str, cells: [impl Display; 7]) -> fmt::Result {
    write!(text, "{name:<12}")?;
    for cell in cells {
        write!(text, "{cell:>11}")?;
    }
    writeln!(text)
}

fn identifiers(text: &mut String, survey: &Survey, top: usize) -> fmt::Result {
    let ranking = survey.identifiers.ranking();
    let occurrences: u64 = ranking.iter().map(|(_, count)| count).sum();
    writeln!(text, "\nidentifiers: {} different ones, {occurrences} occurrences", ranking.len())?;
    for (identifier, count) in ranking.iter().take(top) {
        writeln!(text, "{count:>10}  {identifier}")?;
    }
    Ok(())
}

fn duplicates(text: &mut String, survey: &Survey, folder: &Path, top: usize) -> fmt::Result {
    let groups = survey.duplicates();
    let copies: usize = groups.iter().map(|(_, places)| places.len() - 1).sum();
    writeln!(text, "\nduplicate functions: {copies} copies in {} groups", groups.len())?;
    for (body, places) in groups.iter().take(top) {
        writeln!(text, "  {} times the same {} tokens", places.len(), body.tokens)?;
        for place in places.iter().take(PLACES) {
            writeln!(text, "    {}:{} {}", below(&place.path, folder), place.line, place.name)?;
        }
        if places.len() > PLACES {
            writeln!(text, "    and {} more", places.len() - PLACES)?;
        }
    }
    Ok(())
}

fn skipped(text: &mut String, survey: &Survey, folder: &Path) -> fmt::Result {
    writeln!(text, "\nskipped: {}", survey.skipped.len())?;
    for skipped in &survey.skipped {
        writeln!(text, "    {}: {}", below(&skipped.path, folder), skipped.why)?;
    }
    Ok(())
}

fn below<'a>(path: &'a Path, folder: &Path) -> impl Display + 'a {
    path.strip_prefix(folder).unwrap_or(path).display()
}
