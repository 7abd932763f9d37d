//! Everything that was recorded, read as nearly at one moment as can be.

use super::data::Memory;
use super::memory;
use crate::record::line_clock::{self, LineTally};
use crate::record::read::{Tally, ThreadTally, tallies, threads};
use crate::record::timeline::{Single, singles};
use crate::record::tree::read::{Found, found};
use crate::site::Site;
use crate::{clock, start};

/// What all threads recorded in an epoch.
pub(super) struct Moment {
    pub(super) trees: Vec<Found>,
    pub(super) lines: Vec<(&'static Site, Vec<LineTally>)>,
    pub(super) wall_ns: u64,
    pub(super) functions: Vec<(&'static Site, Box<Tally>)>,
    pub(super) threads: Vec<ThreadTally>,
    /// Single calls, and how many were not kept.
    pub(super) singles: (Vec<Single>, u64),
    pub(super) memory: Option<Memory>,
}

impl Moment {
    /// What is open counts until it is read: that comes first, then the clock that it is compared with, and only then
    /// what takes its time.
    pub(super) fn of(epoch: u64) -> Moment {
        let memory = memory::of_process();
        let mut trees = found(epoch);
        let lines = line_clock::lines(epoch);
        let (wall, now) = (start::epoch_age(), clock::ticks());
        if memory.is_none() {
            trees.iter_mut().for_each(|node| node.memory = None);
        }
        Moment {
            trees,
            lines,
            wall_ns: wall.as_nanos() as u64,
            functions: tallies(epoch),
            threads: threads(epoch, now),
            singles: singles(epoch),
            memory,
        }
    }
}
