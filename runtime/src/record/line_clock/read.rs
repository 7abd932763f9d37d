//! Reading line clocks while their owners write.

use core::sync::atomic::{AtomicU64, Ordering, fence};
use std::collections::HashMap;

use super::super::sites::sites;
use super::super::thread::records;
use super::{Clock, IDLE, sampler};
use crate::clock;
use crate::site::Site;

/// What was recorded of one line, over all threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineTally {
    pub(crate) hits: u64,
    pub(crate) ticks: u64,
    pub(crate) alloc_bytes: u64,
}

/// How often a cut is tried before it is taken as it is.
const TRIES: usize = 1000;

/// The lines of every function that has run in `epoch`, by slot. A line that still runs counts until now.
pub(crate) fn lines(epoch: u64) -> Vec<(&'static Site, Vec<LineTally>)> {
    sampler::look();
    let mut by_site: HashMap<u64, Vec<LineTally>> = HashMap::new();
    for clock in records().flat_map(|record| record.shards()).map(|shard| shard.line_clock()) {
        let Some((site, cut)) = clock.head().site.zip(cut(clock, epoch)) else { continue };
        let sums = by_site.entry(site.id.load(Ordering::Relaxed)).or_default();
        sums.resize(cut.len(), LineTally::default());
        for (sum, line) in sums.iter_mut().zip(cut) {
            sum.hits += line.hits;
            sum.ticks += line.ticks;
            sum.alloc_bytes += line.alloc_bytes;
        }
    }
    let take = |site: &'static Site| Some((site, by_site.remove(&site.id.load(Ordering::Relaxed))?));
    let mut all: Vec<_> = sites().filter(|site| !site.hidden).filter_map(take).collect();
    all.reverse();
    all
}

/// The cells of one clock, without the idle one; `None` if they are of another epoch.
fn cut(clock: Clock, epoch: u64) -> Option<Vec<LineTally>> {
    let is_current = || clock.head().epoch.load(Ordering::Acquire) == epoch;
    if !is_current() {
        return None;
    }
    let cut = (0..TRIES).find_map(|_| whole(clock)).unwrap_or_else(|| copy(clock));
    is_current().then(|| cut.into_iter().skip(1).map(LineTally::checked).collect())
}

/// A copy of all cells, unless the owner was at them meanwhile.
fn whole(clock: Clock) -> Option<Vec<LineTally>> {
    let head = clock.head();
    let last = head.last.load(Ordering::Acquire);
    let mut cells = copy(clock);
    let current = head.current.load(Ordering::Relaxed);
    if head.sampled {
        return Some(cells);
    }
    fence(Ordering::Acquire);
    let charged = cells.iter().fold(0_u64, |sum, cell| sum.wrapping_add(cell.ticks));
    if charged != last || head.last.load(Ordering::Relaxed) != last {
        return None;
    }
    if current != IDLE {
        let running = &mut cells[current as usize];
        running.ticks = running.ticks.wrapping_add(clock::ticks().saturating_sub(last));
    }
    Some(cells)
}

fn copy(clock: Clock) -> Vec<LineTally> {
    let read = |field: &AtomicU64| field.load(Ordering::Relaxed);
    let cells = (0..clock.head().cells).map(|number| clock.cell(number));
    let tally = |cell: &super::LineCell| LineTally {
        hits: read(&cell.hits),
        ticks: read(&cell.ticks),
        alloc_bytes: read(&cell.alloc_bytes),
    };
    cells.map(tally).collect()
}

impl LineTally {
    /// Counts that are below zero, because the clock went back or somebody was between two steps, are none.
    fn checked(self) -> LineTally {
        let positive = |count: u64| if count.cast_signed() < 0 { 0 } else { count };
        LineTally { hits: positive(self.hits), ticks: positive(self.ticks), alloc_bytes: self.alloc_bytes }
    }
}
