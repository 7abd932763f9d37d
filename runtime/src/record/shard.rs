// unsafe: the histogram and the extras are reached through pointers that never dangle.
//! A shard: what one thread records of one function.
//!
//! Only the owning thread writes; anybody may read at any time. A call that ends pushes its duration to a ring and folds
//! the one before it into sums and histogram: a processor that works ahead does so while it waits for the next read of
//! its clock, and has no need of the newest duration, which it does not know yet. Everything folded changes under a
//! sequence lock, so that a reader can tell a consistent cut from a torn one. While somebody reads, `haste` is lowered,
//! and the owner puts off folding for up to a ring's length.

use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use super::cell::{bump, load, publish, store};
use super::histogram::BUCKETS;
use super::line_clock::Head;
use super::lines;
use super::sequence::Sequence;
use crate::clock;
use crate::site::Site;

/// Durations that wait to be folded.
pub(super) const RING: u64 = 64;
/// A function called fewer times than this in a thread has a ring only.
pub(super) const SHORT: u64 = 32;
/// How many durations wait when the older ones are folded, as soon as there is a histogram. Without an optimiser many
/// together take less.
const WAITING: u64 = if cfg!(debug_assertions) { BATCH } else { 2 };
/// How many where a call has more to do than its line, or is fenced: nothing is done ahead then.
const BATCH: u64 = 33;
/// The ring is folded when so many of its places are left.
const HASTE: u64 = RING - WAITING;
/// And when so many are left while somebody reads.
const HELD: u64 = 4;

/// What a ring entry says beside the duration.
pub(super) mod mark {
    pub(crate) const TICKS: u64 = (1 << 56) - 1;
    /// No other call of the function was open in this thread.
    pub(crate) const OUTERMOST: u64 = 1 << 63;
    pub(crate) const PANICKED: u64 = 1 << 62;
    pub(crate) const OK: u64 = 1 << 61;
    pub(crate) const ERR: u64 = 1 << 60;
    pub(crate) const CANCELLED: u64 = 1 << 59;
    pub(crate) const ENDINGS: u64 = PANICKED | OK | ERR | CANCELLED;
}

/// How a call ended: the counters of a shard, in this order.
pub(super) const ENDINGS: [u64; 4] = [mark::PANICKED, mark::OK, mark::ERR, mark::CANCELLED];

/// What an async or `cpu` call adds to the sums, besides its duration: rings of their own, since few sites need them.
#[repr(C)]
pub(super) struct Extras {
    pub(super) ring: [Extra; RING as usize],
}

#[repr(C)]
pub(super) struct Extra {
    pub(super) busy: AtomicU64,
    pub(super) polls: AtomicU64,
    pub(super) cpu_ns: AtomicU64,
}

/// All zero bytes are an empty shard, but for `site`.
#[repr(C, align(128))]
pub(super) struct Shard {
    /// The epoch, if calls of this shard may take the fast line; 0 if they may not.
    pub(super) ready: AtomicU64,
    /// The epoch whose calls are in it; a shard of an older epoch counts for nothing.
    pub(super) epoch: AtomicU64,
    /// When its owner last emptied it: calls that began before do not count.
    pub(super) born: AtomicU64,
    /// Calls begun here; in an async function, first polled here.
    pub(super) entered: AtomicU64,
    /// Calls ended here, which is how many durations were ever pushed; folded are the first `tail`.
    pub(super) head: AtomicU64,
    pub(super) tail: AtomicU64,
    /// The ring is due when so many of its places are left; 0 as long as the function has no histogram.
    pub(super) haste: AtomicU64,
    pub(super) sequence: Sequence,
    /// `BUCKETS` counters, or null for a function called fewer than `SHORT` times.
    pub(super) buckets: AtomicPtr<AtomicU64>,
    pub(super) extras: AtomicPtr<Extras>,
    /// The thread's line clock of the function, or null.
    pub(super) lines: AtomicPtr<Head>,
    /// Ticks of outermost calls, and of all.
    pub(super) total: AtomicU64,
    pub(super) sum: AtomicU64,
    /// The sum of squares, an f64.
    pub(super) squares: AtomicU64,
    /// The complement of the shortest duration, so that zero means none.
    pub(super) not_min: AtomicU64,
    pub(super) max: AtomicU64,
    pub(super) endings: [AtomicU64; 4],
    pub(super) busy: AtomicU64,
    pub(super) polls: AtomicU64,
    pub(super) cpu_ns: AtomicU64,
    /// Calls that will never end, since their thread ended first.
    pub(super) stuck: AtomicU64,
    /// Calls of a `sample` site that were counted and not timed, by how they ended (the last: none of `ENDINGS`).
    pub(super) untimed: [AtomicU64; 5],
    /// The value of `entered` at which the next call of a `sample` site is timed.
    pub(super) next_stop: AtomicU64,
    /// The thread's processor time when the outermost call began that is open now, of a `cpu` site. Nobody else reads it.
    pub(super) cpu_began: AtomicU64,
    pub(super) site: Option<&'static Site>,
    pub(super) next: AtomicPtr<Shard>,
    pub(super) ring: [AtomicU64; RING as usize],
}

/// What a function takes in a thread at most.
const _: () = assert!(size_of::<Shard>() + BUCKETS * size_of::<AtomicU64>() + size_of::<Extras>() <= 24 * 1024);

impl Shard {
    /// Empty, of no epoch and no site.
    pub(super) const fn new() -> Shard {
        // SAFETY: all zero bytes are valid atomics, and `None` for the site.
        unsafe { core::mem::zeroed() }
    }

    /// A call begins: counts it, and gives the function a histogram if that is due.
    pub(super) fn begin(&self) {
        self.grow_in_time();
        self.count();
    }

    #[inline(always)]
    pub(super) fn count(&self) {
        bump!(self.entered, 1);
    }

    /// A call ends. `began` and `now` are its clock reads, `ending` one of [`mark`]'s endings or 0.
    #[inline(always)]
    pub(super) fn end(&self, began: u64, now: u64, ending: u64) {
        let waiting = lines::end(self, began, now, ending);
        if waiting + load!(self.haste) >= RING && !(waiting == WAITING && lines::fold_one(self)) {
            self.fold_older();
        }
    }

    /// Whether a call that began then began in the shard's epoch.
    #[inline(always)]
    pub(super) fn counts(&self, began: u64) -> bool {
        began > load!(self.born)
    }

    /// A clock read of a call of this epoch. Where the clock is coarse or stands still it may not have moved since the
    /// shard was emptied; what begins after that is later all the same.
    pub(super) fn after_born(&self, ticks: u64) -> u64 {
        ticks.max(load!(self.born) + 1)
    }

    /// Appends one ring entry; the ring is folded when that is due.
    #[inline(always)]
    pub(super) fn push(&self, head: u64, entry: u64) {
        let waiting = self.append(head, entry);
        if waiting + load!(self.haste).min(RING - BATCH) >= RING {
            self.fold_older();
        }
    }

    /// Appends one ring entry. How many wait to be folded now.
    #[inline(always)]
    pub(super) fn append(&self, head: u64, entry: u64) -> u64 {
        store!(self.ring[(head % RING) as usize], entry);
        publish!(self.head, head + 1);
        head + 1 - load!(self.tail)
    }

    /// A function that is no longer called rarely in this thread gets a histogram. Async calls may end in a thread where
    /// none begins.
    #[inline(always)]
    pub(super) fn grow_in_time(&self) {
        if load!(self.haste) == 0 && load!(self.entered).max(load!(self.head)) + 1 >= SHORT {
            self.grow();
        }
    }

    /// From now on calls may take the fast line. Without memory the function goes on with sums alone.
    #[cold]
    #[inline(never)]
    fn grow(&self) {
        if let Some(buckets) = super::thread::take_memory::<AtomicU64>(BUCKETS) {
            self.buckets.store(buckets.as_ptr(), Ordering::Release);
        }
        store!(self.haste, HASTE);
        self.set_ready();
    }

    fn set_ready(&self) {
        let grown = load!(self.haste) != 0;
        store!(self.ready, if grown && clock::is_counter() { load!(self.epoch) } else { 0 });
    }

    /// Adds what the ring holds to the sums and the histogram, but for the newest.
    #[inline(never)]
    pub(super) fn fold_older(&self) {
        self.sequence.change(|| {
            let (tail, head) = (load!(self.tail), load!(self.head) - 1);
            if lines::fold(self, tail, head) & mark::ENDINGS != 0 {
                self.fold_endings(tail, head);
            }
            self.fold_extras(tail, head);
            store!(self.tail, head);
        });
    }

    #[inline(never)]
    fn fold_endings(&self, tail: u64, head: u64) {
        for index in tail..head {
            let entry = load!(self.ring[(index % RING) as usize]);
            for (counter, ending) in self.endings.iter().zip(ENDINGS) {
                if entry & ending != 0 {
                    bump!(*counter, 1);
                }
            }
        }
    }

    fn fold_extras(&self, mut tail: u64, head: u64) {
        // SAFETY: `extras` is null or never freed, and only atomics are in it.
        if let Some(extras) = unsafe { self.extras.load(Ordering::Relaxed).as_ref() } {
            while tail != head {
                let extra = &extras.ring[(tail % RING) as usize];
                bump!(self.busy, load!(extra.busy));
                bump!(self.polls, load!(extra.polls));
                bump!(self.cpu_ns, load!(extra.cpu_ns));
                tail += 1;
            }
        }
    }

    /// The owner ends: its open calls never will.
    pub(super) fn settle(&self) {
        let not_timed = load!(self.entered) - load!(self.head);
        if not_timed == 0 {
            return;
        }
        let open = not_timed - self.untimed.iter().map(|count| load!(*count)).sum::<u64>();
        if open > 0 {
            self.sequence.change(|| {
                bump!(self.stuck, open);
                store!(self.entered, load!(self.entered) - open);
            });
        }
    }

    /// Whether what it holds was recorded in this epoch.
    pub(super) fn is_of(&self, epoch: u64) -> bool {
        self.epoch.load(Ordering::Acquire) == epoch
    }

    /// Calls that began here.
    pub(super) fn calls(&self) -> u64 {
        load!(self.entered) + load!(self.stuck)
    }

    /// A reader asks the owner to put off folding; false if there is nothing to put off, or another reader asked.
    pub(super) fn hold(&self) -> bool {
        self.haste.compare_exchange(HASTE, HELD, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// The reader that held the shard is done.
    pub(super) fn let_go(&self) {
        self.haste.store(HASTE, Ordering::Relaxed);
    }

    /// Empties the shard for a new epoch. Calls that are open now do not count.
    pub(super) fn renew(&self, epoch: u64) {
        self.sequence.change(|| {
            let sums = [&self.entered, &self.head, &self.tail, &self.total, &self.sum, &self.squares, &self.not_min];
            let rest = [&self.max, &self.busy, &self.polls, &self.cpu_ns, &self.stuck, &self.next_stop];
            sums.into_iter().chain(rest).chain(&self.endings).chain(&self.untimed).for_each(|field| store!(*field, 0));
            let buckets = self.buckets.load(Ordering::Relaxed);
            if !buckets.is_null() {
                // SAFETY: there are `BUCKETS` counters, and they are never freed.
                (0..BUCKETS).for_each(|bucket| store!(*unsafe { &*buckets.add(bucket) }, 0));
            }
            store!(self.epoch, epoch);
            self.set_ready();
            store!(self.born, self.after_born(clock::ticks()));
        });
    }
}

/// Ticks between two reads; 0 where a move between processors made the clock go back.
#[inline(always)]
pub(super) fn elapsed(began: u64, now: u64) -> u64 {
    if now > began { (now - began) & mark::TICKS } else { 0 }
}
