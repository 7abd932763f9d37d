//! The source lines of the functions with `lines`, and their text.

use std::collections::{BTreeMap, HashMap};

use self::source::Sources;
use super::data::Line;
use super::numbers::{Identity, identity};
use crate::clock::{self, Scale};
use crate::record::line_clock::LineTally;
use crate::site::{Lines, Site};

mod source;

/// A line of a function: what all its slots say together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sum {
    /// Of the first slot on the line.
    hits: u64,
    ticks: u64,
    alloc_bytes: u64,
    from_macro: bool,
}

/// A function and its lines, by file and number.
struct Listing {
    site: &'static Site,
    lines: &'static Lines,
    sums: BTreeMap<(&'static str, u32), Sum>,
    /// Somebody counted what was asked of the allocator.
    counted: bool,
}

/// The lines of all functions, in the order of their first calls. Where a function's text can be read, all of it is there, with
/// figures where anything was measured.
///
/// `counted` says whether anybody counted what was asked of the allocator.
pub(super) fn rows(tallies: Vec<(&'static Site, Vec<LineTally>)>, scale: Scale, counted: bool) -> Vec<Line> {
    let mut sources = Sources::default();
    listings(tallies, counted).into_iter().flat_map(|listing| listing.rows(&mut sources, scale)).collect()
}

/// How often the clock of each function was read: once for every line that began. Sampled lines count none.
pub(super) fn ticks(tallies: &[(&'static Site, Vec<LineTally>)]) -> HashMap<Identity, u64> {
    let mut ticks = HashMap::new();
    for (site, tallies) in tallies {
        *ticks.entry(identity(site)).or_default() += tallies.iter().map(|tally| tally.hits).sum::<u64>();
    }
    ticks
}

/// One listing for every name and place: a function that was compiled twice is one.
fn listings(tallies: Vec<(&'static Site, Vec<LineTally>)>, counted: bool) -> Vec<Listing> {
    let mut known: HashMap<Identity, usize> = HashMap::new();
    let mut listings: Vec<Listing> = Vec::new();
    for (site, tallies) in tallies {
        let Some(lines) = site.lines else { continue };
        let at = *known.entry(identity(site)).or_insert(listings.len());
        if at == listings.len() {
            listings.push(Listing { site, lines, sums: BTreeMap::new(), counted });
        }
        listings[at].add(lines, &tallies);
    }
    listings
}

impl Listing {
    fn add(&mut self, lines: &Lines, tallies: &[LineTally]) {
        let mut first = HashMap::new();
        for (number, (slot, tally)) in lines.slots.iter().zip(tallies).enumerate().filter(|(_, (slot, _))| slot.exists)
        {
            let line = (slot.place.file(), slot.place.line());
            let sum = self.sums.entry(line).or_default();
            if *first.entry(line).or_insert(number) == number {
                sum.hits += tally.hits;
            }
            sum.ticks += tally.ticks;
            sum.alloc_bytes += tally.alloc_bytes;
            sum.from_macro |= slot.is_from_macro();
        }
    }

    fn rows(mut self, sources: &mut Sources, scale: Scale) -> Vec<Line> {
        let (file, first) = (self.site.place.file(), self.site.place.line());
        let root = self.lines.root;
        let whole = sources.line(file, root, first).is_some() && !self.lines.slots[0].is_from_macro();
        let context = (first..=self.lines.end).filter(|_| whole);
        let without: Vec<u32> = context.filter(|line| !self.sums.contains_key(&(file, *line))).collect();
        let mut rows: Vec<Line> = without.into_iter().map(|line| self.line(file, line, None, scale)).collect();
        rows.extend(
            core::mem::take(&mut self.sums)
                .into_iter()
                .map(|((file, line), sum)| self.line(file, line, Some(sum), scale)),
        );
        rows.sort_by_key(|row| (row.file != file, row.file, row.line));
        for row in &mut rows {
            row.source = sources.line(row.file, root, row.line);
        }
        rows
    }

    /// A line; without a sum, one that has no statement.
    fn line(&self, file: &'static str, line: u32, sum: Option<Sum>, scale: Scale) -> Line {
        let lines = self.lines;
        Line {
            file,
            line,
            function: self.site.name().to_owned(),
            hits: sum.filter(|_| !lines.sampled).map(|sum| sum.hits),
            total_ns: sum.filter(|_| clock::AVAILABLE).map(|sum| scale.ns(sum.ticks)),
            alloc_bytes: sum.filter(|_| lines.memory && !lines.sampled && self.counted).map(|sum| sum.alloc_bytes),
            mode: if lines.sampled { "sampled" } else { "exact" },
            from_macro: sum.is_some_and(|sum| sum.from_macro),
            source: None,
        }
    }
}

#[cfg(test)]
mod tests;
