//! What a call site remembers of its cost, and how it chooses between its own thread and several.
//!
//! By size class: what an item cost when the region ran on one thread, and what it cost, by the wall clock and with the
//! calling of helpers, when it ran on several: helpers that were awake, or that had to be woken. What was never tried is
//! told from what calling costs elsewhere. The cheaper way is taken. The other one is tried again only out of a credit of
//! 2 % of the time spent here, so that learning never costs more than that.

mod calling;

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use calling::CALLING;
pub(crate) use calling::break_even;
pub(super) use calling::{Helpers, learn};

/// A region of less work than this, in nanoseconds, runs on its own thread without a look at the clock.
pub(super) const UNTIMED: u64 = 4_000;
/// The bounds of a chunk, in nanoseconds.
const CHUNK: (u64, u64) = (5_000, 100_000);
/// Into how many chunks a thread's part falls at least, if they are no shorter than a fifth of the bound.
const CHUNKS: u64 = 8;
/// Below so many picoseconds an item the body is a few instructions, the same for each.
const EVEN: u64 = 2_000;
/// Even then a chunk takes no longer than this, in nanoseconds: what fails or panics elsewhere waits for its end.
const EVEN_CHUNK: u64 = 10_000_000;
/// How often several threads are tried in a row: the first time wakes them.
const TRIES: u32 = 8;
/// How often after the first run of a size that was shared.
const FIRST: u32 = 4;
/// How often where helpers that are awake are known to pay.
const AGAIN: u32 = 2;

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
    /// By how helpers were; nothing is kept for those that were on their way.
    shared: [AtomicU64; 3],
    credit: AtomicU64,
    tries: AtomicU32,
}

impl Class {
    const fn unknown() -> Class {
        Class {
            alone: AtomicU64::new(0),
            shared: [const { AtomicU64::new(0) }; 3],
            credit: AtomicU64::new(0),
            tries: AtomicU32::new(0),
        }
    }

    /// Whether helpers that are awake are known to gain an eighth of what a run takes alone.
    fn pays_awake(&self, items: usize, alone: u64) -> bool {
        let awake = total(items, self.shared[Helpers::Awake as usize].load(Relaxed));
        awake > 0 && awake < alone - alone / 8
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
    pub(super) fn choose(&self, items: usize, threads: usize, helpers: Helpers) -> Choice {
        let class = self.class(items);
        let Some(each) = self.each(class) else {
            return Choice::Alone(None);
        };
        let alone = total(items, each);
        if alone >= UNTIMED && class.tries.load(Relaxed) > 0 {
            class.tries.fetch_sub(1, Relaxed);
            return Choice::Shared;
        }
        if helpers == Helpers::Coming && alone >= 2 * UNTIMED {
            return Choice::Shared;
        }
        let shared = shared(class, items, alone, threads, helpers);
        if shared + shared / 32 >= alone {
            return Choice::Alone(Some(alone));
        }
        let credit = class.credit.load(Relaxed) + shared / 50;
        if credit < alone - shared {
            class.credit.store(credit, Relaxed);
            return Choice::Shared;
        }
        class.credit.store(0, Relaxed);
        // Meanwhile helpers fall asleep: the next runs bring them back.
        class.tries.store(AGAIN, Relaxed);
        Choice::Alone(Some(alone))
    }

    /// What an item costs alone.
    fn each(&self, class: &Class) -> Option<u64> {
        let known = class.alone.load(Relaxed);
        Some(if known == 0 { self.last.load(Relaxed) } else { known }).filter(|each| *each > 0)
    }

    /// `done` of `items` took so long on one thread, in nanoseconds.
    pub(super) fn ran_alone(&self, items: usize, done: usize, taken: u64, threads: usize, helpers: Helpers) {
        self.ran(done, taken);
        if done < items {
            return;
        }
        let class = self.class(items);
        mix(&class.alone, picoseconds(taken, items));
        let shared = shared(class, items, taken, threads, helpers);
        let credit = class.credit.load(Relaxed) + taken / 50;
        let tries = if class.pays_awake(items, taken) { AGAIN } else { TRIES };
        if taken >= UNTIMED && credit > u64::from(tries) * shared.saturating_sub(taken) / 2 + 1_000 {
            class.credit.store(0, Relaxed);
            class.tries.store(tries, Relaxed);
        } else {
            class.credit.store(credit, Relaxed);
        }
    }

    /// The items took so long on several threads, which together worked for `busy` nanoseconds.
    pub(super) fn ran_shared(&self, items: usize, taken: u64, busy: u64, helpers: Helpers) {
        self.ran(items, busy);
        let class = self.class(items);
        if helpers != Helpers::Coming {
            let shared = &class.shared[helpers as usize];
            if shared.load(Relaxed) == 0 {
                // The first time helpers have to wake, and their caches to be filled: it tells little.
                class.tries.fetch_max(FIRST, Relaxed);
            }
            mix(shared, picoseconds(taken, items));
        }
        // One thread takes no longer than all together did.
        let (alone, busy) = (class.alone.load(Relaxed), picoseconds(busy, items));
        if busy < alone {
            class.alone.store(alone - (alone - busy) / 2, Relaxed);
        }
    }

    /// The items took so long in all. The cost of one goes half the way at once: chunks of a wrong size are dear.
    pub(super) fn ran(&self, items: usize, taken: u64) {
        let (new, old) = (picoseconds(taken, items), self.last.load(Relaxed));
        let mixed = if old == 0 { new } else { old.midpoint(new) };
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
        let part = total(items, each) / (CHUNKS * threads as u64);
        (of(part.clamp(CHUNK.0 / 5, CHUNK.0)).min((items / (2 * threads)).max(1)), of(CHUNK.1))
    }

    /// The most items of a chunk, if they are so cheap that they cost about the same and what takes time is the memory.
    pub(super) fn even_chunk(&self) -> Option<usize> {
        let each = Some(self.last.load(Relaxed)).filter(|each| (1..EVEN).contains(each))?;
        Some(usize::try_from(EVEN_CHUNK * 1000 / each).unwrap_or(usize::MAX))
    }

    /// How many items to begin with: as many as are expected to take twice `expected` nanoseconds at most, or one.
    pub(super) fn first_step(&self, items: usize, expected: Option<u64>) -> usize {
        let each = self.each(self.class(items));
        let twice = |each: u64| usize::try_from(2 * expected.unwrap_or(0).max(20_000) * 1000 / each).unwrap_or(items);
        each.map_or(1, twice).clamp(1, items.max(1))
    }

    /// Whether what is left is clearly worth calling helpers, when the last `done` items took `taken` nanoseconds.
    pub(super) fn is_worth(done: usize, left: usize, taken: u64, helpers: Helpers) -> bool {
        taken >= 1_000 && total(left, picoseconds(taken, done)) >= (3 * CALLING.cost(helpers)).max(UNTIMED)
    }
}

/// What the items are expected to cost on several threads, in nanoseconds.
fn shared(class: &Class, items: usize, alone: u64, threads: usize, helpers: Helpers) -> u64 {
    match class.shared[helpers as usize].load(Relaxed) {
        0 => alone / threads as u64 + CALLING.cost(helpers),
        each => total(items, each),
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

/// Sinks half the way at once and rises more slowly: what disturbs a run makes it longer.
fn mix(mean: &AtomicU64, new: u64) {
    let old = mean.load(Relaxed);
    let mixed = match old {
        0 => new,
        _ if new < old => old - (old - new) / 2,
        _ => old + (new - old).min(old) / 4,
    };
    mean.store(mixed.max(1), Relaxed);
}
