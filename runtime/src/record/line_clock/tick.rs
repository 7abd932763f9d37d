//! Ticks: what stands before a statement, at the head of a loop's body, and in blocks whose end leads back to an earlier line.
//!
//! All of them do nothing where the innermost open call of the thread is not one of this function.

use super::super::thread::local;
use super::{Clock, cell_of, straight};
use crate::site::Site;

/// The clock of the innermost open call, of whichever function.
#[inline(always)]
fn innermost() -> Clock {
    local().lines.get()
}

/// A line begins to run.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn line(site: &'static Site, slot: u32) {
    straight::advance(innermost(), site, cell_of(slot), 1);
}

/// A line goes on, or begins with something that is counted elsewhere.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn line_move(site: &'static Site, slot: u32) {
    straight::advance(innermost(), site, cell_of(slot), 0);
}

/// A line is counted, without a look at the clock.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn line_hit(site: &'static Site, slot: u32) {
    straight::count(innermost(), site, cell_of(slot), 1);
}

/// A loop is left by a `break`, so that the statement behind it counts one evaluation of its header too many.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn line_break(site: &'static Site, slot: u32) {
    straight::count(innermost(), site, cell_of(slot), u64::MAX);
}

/// Goes back to a line when it is dropped. It may be held across an `.await` and be dropped by another thread.
#[must_use]
#[derive(Debug)]
pub struct LineBack {
    site: &'static Site,
    slot: u32,
}

/// A block begins behind which this line goes on.
#[inline(always)]
pub fn line_back(site: &'static Site, slot: u32) -> LineBack {
    LineBack { site, slot }
}

/// A loop's body begins, so its header, on this line, was evaluated once.
#[inline(always)]
pub fn line_back_edge(site: &'static Site, slot: u32) -> LineBack {
    line_hit(site, slot);
    LineBack { site, slot }
}

impl Drop for LineBack {
    #[inline(always)]
    fn drop(&mut self) {
        line_move(self.site, self.slot);
    }
}

/// A line of a sampled function begins to run, or goes on.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn line_mark(site: &'static Site, slot: u32) {
    straight::mark(innermost(), site, cell_of(slot));
}

/// Like [`LineBack`], in a sampled function.
#[must_use]
#[derive(Debug)]
pub struct LineMarkBack {
    site: &'static Site,
    slot: u32,
}

/// A block of a sampled function begins behind which this line goes on.
#[inline(always)]
pub fn line_mark_back(site: &'static Site, slot: u32) -> LineMarkBack {
    LineMarkBack { site, slot }
}

impl Drop for LineMarkBack {
    #[inline(always)]
    fn drop(&mut self) {
        line_mark(self.site, self.slot);
    }
}
