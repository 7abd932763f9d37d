//! What a call site remembers of its cost, and how it chooses between its own thread and several.
//!
//! By size class: what an item cost when the region ran on one thread, and what it cost, by the wall clock and with the
//! calling of helpers, when it ran on several. The cheaper way is taken. The other one is tried again only out of a credit
//! of 2 % of the time spent here, so that learning never costs more than that.

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// A region of less work than this, in nanoseconds, runs on its own thread without a look at the clock.
pub(super) const UNTIMED: u64 = 4_000;
/// What calling helpers is taken to cost where it was never tried, in nanoseconds: threads that sleep.
pub(crate) const CALLING: u64 = 50_000;
/// The bounds of a chunk, in nanoseconds.
const CHUNK: (u64, u64) = (5_000, 100_000);
/// How often several threads are tried in a row: the first time wakes them.
const TRIES: u32 = 8;

/// Costs by size class: of the class `k` are runs of `2^k` to `2^(k+1) - 1` items.
#[derive(Debug)]
pub(super) struct Memory {
    classes: [Class; CLASSES],
    /// What an item cost at last, in any class.
    last: AtomicU64,
}

const CLASSES: usize = 40;

/// Costs of an item in picoseconds, 0 if unknown.
#[derive(Debug)]
struct Class {
    alone: AtomicU64,
    shared: AtomicU64,
    credit: AtomicU64,
    tries: AtomicU32,
}

impl Class {
    const fn unknown() -> Class {
        Class {
            alone: AtomicU64::new(0),
            shared: AtomicU64::new(0),
            credit: AtomicU64::new(0),
            tries: AtomicU32::new(0),
        }
    }
}

/// What to do with a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Choice {
    /// On this thread; what the whole is expected to take, in nanoseconds, if anything is known.
    Alone(Option<u64>),
    /// On several threads.
    Shared,
}

impl Memory {
    /// Nothing yet.
    pub(super) const fn new() -> Memory {
        Memory { classes: [const { Class::unknown() }; CLASSES], last: AtomicU64::new(0) }
    }

    fn class(&self, items: usize) -> &Class {
        let class = items.checked_ilog2().unwrap_or(0) as usize;
        &self.classes[class.min(CLASSES - 1)]
    }

    /// How to run so many items with so many threads.
    pub(super) fn choose(&self, items: usize, threads: usize) -> Choice {
        let class = self.class(items);
        let Some(each) = self.each(class) else {
            return Choice::Alone(None);
        };
        let alone = total(items, each);
        if alone >= UNTIMED && class.tries.load(Relaxed) > 0 {
            class.tries.fetch_sub(1, Relaxed);
            return Choice::Shared;
        }
        let shared = self.shared(class, items, alone, threads);
        if shared + shared / 32 >= alone {
            return Choice::Alone(Some(alone));
        }
        let credit = class.credit.load(Relaxed) + shared / 50;
        if credit < alone - shared || class.alone.load(Relaxed) == 0 {
            class.credit.store(credit, Relaxed);
            return Choice::Shared;
        }
        class.credit.store(0, Relaxed);
        Choice::Alone(Some(alone))
    }

    /// What an item costs alone.
    fn each(&self, class: &Class) -> Option<u64> {
        let known = class.alone.load(Relaxed);
        Some(if known == 0 { self.last.load(Relaxed) } else { known }).filter(|each| *each > 0)
    }

    fn shared(&self, class: &Class, items: usize, alone: u64, threads: usize) -> u64 {
        match class.shared.load(Relaxed) {
            0 => alone / threads as u64 + CALLING,
            each => total(items, each),
        }
    }

    /// `done` of `items` took so long on one thread, in nanoseconds.
    pub(super) fn ran_alone(&self, items: usize, done: usize, taken: u64, threads: usize) {
        self.ran(done, taken);
        if done < items {
            return;
        }
        let class = self.class(items);
        mix(&class.alone, picoseconds(taken, items));
        let shared = self.shared(class, items, taken, threads);
        let credit = class.credit.load(Relaxed) + taken / 50;
        if taken >= UNTIMED && credit > 4 * shared.saturating_sub(taken) + 1_000 {
            class.credit.store(0, Relaxed);
            class.tries.store(TRIES, Relaxed);
        } else {
            class.credit.store(credit, Relaxed);
        }
    }

    /// The items took so long on several threads, which together worked for `busy` nanoseconds.
    pub(super) fn ran_shared(&self, items: usize, taken: u64, busy: u64) {
        self.ran(items, busy);
        mix(&self.class(items).shared, picoseconds(taken, items));
    }

    /// Rises at once half the way, and sinks slowly.
    fn ran(&self, items: usize, taken: u64) {
        let (new, old) = (picoseconds(taken, items), self.last.load(Relaxed));
        let mixed = match old {
            0 => new,
            _ if new > old => old + (new - old) / 2,
            _ => (3 * old + new) / 4,
        };
        self.last.store(mixed.max(1), Relaxed);
    }

    /// What an item cost at last, in picoseconds; 0 if nothing is known.
    pub(super) fn last(&self) -> u64 {
        self.last.load(Relaxed)
    }

    /// What so many items of runs of this size would take on one thread, in nanoseconds, if that was ever measured.
    pub(super) fn alone(&self, items: usize) -> Option<u64> {
        Some(self.class(items).alone.load(Relaxed)).filter(|each| *each > 0).map(|each| total(items, each))
    }

    /// How many items are less work than the clock is worth, if that is known.
    pub(super) fn untimed(&self) -> Option<usize> {
        let each = self.last.load(Relaxed);
        (each > 0).then(|| usize::try_from(UNTIMED * 1000 / each).unwrap_or(usize::MAX).max(1))
    }

    /// The fewest and the most items of a chunk.
    pub(super) fn chunk(&self, items: usize, threads: usize) -> (usize, usize) {
        let each = self.last.load(Relaxed).max(1);
        let of = |time: u64| usize::try_from(time * 1000 / each).unwrap_or(usize::MAX).max(1);
        (of(CHUNK.0).min((items / (2 * threads)).max(1)), of(CHUNK.1))
    }

    /// How many items to begin with: as many as are expected to take twice `expected` nanoseconds at most, or one.
    pub(super) fn first_step(&self, items: usize, expected: Option<u64>) -> usize {
        let each = self.each(self.class(items));
        let twice = |each: u64| usize::try_from(2 * expected.unwrap_or(0).max(20_000) * 1000 / each).unwrap_or(items);
        each.map_or(1, twice).clamp(1, items.max(1))
    }

    /// Whether what is left is clearly worth calling helpers, when `done` items took `taken` nanoseconds.
    pub(super) fn is_worth(done: usize, left: usize, taken: u64) -> bool {
        taken >= 1_000 && total(left, picoseconds(taken, done)) >= 2 * CALLING
    }
}

/// In nanoseconds.
fn total(items: usize, each: u64) -> u64 {
    (items as u64).saturating_mul(each) / 1000
}

/// Of each item.
fn picoseconds(nanoseconds: u64, items: usize) -> u64 {
    (nanoseconds.saturating_mul(1000) / items.max(1) as u64).max(1)
}

/// A moving mean that one run out of the ordinary does not carry away.
fn mix(mean: &AtomicU64, new: u64) {
    let old = mean.load(Relaxed);
    let mixed = if old == 0 { new } else { (3 * old + new.min(4 * old)) / 4 };
    mean.store(mixed.max(1), Relaxed);
}
