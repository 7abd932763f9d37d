//! What a thread has counted of one region: how often it ran, over how many items, and how the shared runs went.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use crate::record::sequence::Sequence;

/// Runs in the upper eight bits, items in the others: one addition counts both, and every 256th run carries out of the word
/// and is looked at.
const RUN: u64 = 1 << 56;

/// The counts of one thread, which alone writes them; when it has ended, those of the next thread.
#[derive(Debug)]
pub(super) struct Counts {
    /// Runs as they are written, since the last one that was looked at.
    word: AtomicU64,
    sequence: Sequence,
    totals: [AtomicU64; FIELDS],
    pub(super) is_owned: AtomicBool,
}

const FIELDS: usize = 9;

/// The sums over all runs that were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) runs: u64,
    pub(crate) items: u64,
    /// Items of runs whose time is not known.
    pub(crate) untimed: u64,
    /// The time that runs on one thread took, in nanoseconds.
    pub(crate) alone_ns: u64,
    /// Runs that helpers came to.
    pub(crate) shared: u64,
    /// Of those: the time by the wall clock, that of all threads together, and that of threads that had nothing left to do.
    pub(crate) shared_ns: u64,
    pub(crate) busy_ns: u64,
    pub(crate) idle_ns: u64,
    /// What one thread would have taken.
    pub(crate) serial_ns: u64,
}

impl Totals {
    fn fields(self) -> [u64; FIELDS] {
        let Totals { runs, items, untimed, alone_ns, shared, shared_ns, busy_ns, idle_ns, serial_ns } = self;
        [runs, items, untimed, alone_ns, shared, shared_ns, busy_ns, idle_ns, serial_ns]
    }

    fn of([runs, items, untimed, alone_ns, shared, shared_ns, busy_ns, idle_ns, serial_ns]: [u64; FIELDS]) -> Totals {
        Totals { runs, items, untimed, alone_ns, shared, shared_ns, busy_ns, idle_ns, serial_ns }
    }

    /// Both together.
    pub(crate) fn plus(self, other: Totals) -> Totals {
        let (these, those) = (self.fields(), other.fields());
        Totals::of(core::array::from_fn(|field| these[field].wrapping_add(those[field])))
    }

    /// What came since.
    pub(crate) fn since(self, earlier: Totals) -> Totals {
        let (these, those) = (self.fields(), earlier.fields());
        Totals::of(core::array::from_fn(|field| these[field].saturating_sub(those[field])))
    }
}

impl Counts {
    /// Nothing counted.
    pub(super) fn new() -> Counts {
        Counts {
            word: AtomicU64::new(0),
            sequence: Sequence::of(AtomicU64::new(0), AtomicU64::new(0)),
            totals: [const { AtomicU64::new(0) }; FIELDS],
            is_owned: AtomicBool::new(true),
        }
    }

    /// Counts a run; `false` if it is to be looked at, and is not counted.
    #[inline(always)]
    pub(super) fn count(&self, items: usize) -> bool {
        let (word, is_due) = self.word.load(Relaxed).overflowing_add(RUN | items as u64);
        if !is_due {
            self.word.store(word, Relaxed);
        }
        !is_due
    }

    /// Adds runs that were looked at, and empties the word.
    pub(super) fn add(&self, more: Totals) {
        let more = more.plus(unpack(self.word.load(Relaxed)));
        self.sequence.change(|| {
            for (total, more) in self.totals.iter().zip(more.fields()) {
                total.store(total.load(Relaxed) + more, Relaxed);
            }
            self.word.store(0, Relaxed);
        });
    }

    /// All sums; any thread may ask.
    pub(super) fn read(&self) -> Totals {
        loop {
            let look = || {
                let totals = Totals::of(core::array::from_fn(|field| self.totals[field].load(Relaxed)));
                totals.plus(unpack(self.word.load(Relaxed)))
            };
            if let Some(totals) = self.sequence.read(look) {
                return totals;
            }
            std::thread::yield_now();
        }
    }
}

fn unpack(word: u64) -> Totals {
    let (runs, items) = (word / RUN, word % RUN);
    Totals { runs, items, untimed: items, ..Totals::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_256th_run_is_looked_at_and_none_is_lost() {
        let counts = Counts::new();
        let mut looked_at = 0;
        for run in 0..1000 {
            if !counts.count(run) {
                looked_at += 1;
                counts.add(Totals { runs: 1, items: run as u64, alone_ns: 5, ..Totals::default() });
            }
        }
        assert_eq!(looked_at, 1000 / 256);
        let totals = counts.read();
        assert_eq!((totals.runs, totals.items, totals.alone_ns), (1000, 999 * 1000 / 2, 15));
    }
}
