// unsafe: a thread finds its counters without a closure around them.
//! What the threads ask the allocator for.
//!
//! Each thread counts in a thread-local of plain numbers, without initialiser and destructor: the allocator may be called
//! at any time, from a thread-local's destructor and before `main`. What a thread holds is its allocations less its
//! frees, a signed number, since it may free what others allocated.
//!
//! The process has one pair of shared numbers, what is live and the most that ever was. A thread adds its change to them
//! when that exceeds [`SLACK`], and when it ends. It also tells how high it stood in between, so that the peak of a
//! program with one thread is exact, and each other thread makes it unsure by two `SLACK` at most.

mod process;
mod spent;
mod sums;

use core::cell::Cell;

pub(crate) use process::held;
pub(crate) use spent::{Carried, Mark, Spent, begin};
pub(crate) use sums::MemorySums;

/// By how many bytes a thread may rise above what it told the process, or fall below what it held at any time since the
/// last [`cut`](Counters::cut). Blocks up to this size can come and go for ever without a shared number being touched.
const SLACK: i64 = 32 * 1024;

/// What one thread counts. Every allocation and every free touches the first four, which is why they are what they are:
/// the bytes that were allocated follow from them. What is touched together does not stand side by side: the optimiser
/// would make vectors of it, and a vector is not read at once that was just written in two halves.
#[repr(C)]
struct Counters {
    /// How much less than `high` the thread holds now. Far below 0 before its first use of the allocator, so that
    /// whichever it is goes the slow way.
    room: Cell<i64>,
    free_bytes: Cell<u64>,
    alloc_count: Cell<u64>,
    free_count: Cell<u64>,
    /// The most that the thread held since the last [`cut`](Counters::cut).
    high: Cell<i64>,
    /// What it must hold more than to tell the process.
    ceiling: Cell<i64>,
    /// What was asked for in the calls with marks of their own that ended inside of the innermost open [`Mark`].
    inside: Cell<u64>,
    /// What it held when it last told, and the most from then to the last cut.
    told: Cell<i64>,
    told_high: Cell<i64>,
    /// The most that it held from the beginning of the innermost open mark to the last cut.
    mark_high: Cell<i64>,
}

/// The `room` of a thread that has not told of itself.
const UNTOLD: i64 = i64::MIN / 2;
/// The `ceiling` during [`aside`].
const ASIDE: i64 = i64::MAX;

thread_local! {
    static COUNTERS: Counters = const { Counters::new() };
}

/// Those of this thread.
#[inline(always)]
fn counters() -> &'static Counters {
    // SAFETY: `Counters` is not `Sync`, so the reference never leaves its thread; a thread-local without destructor lives as
    // long as its thread.
    COUNTERS.with(|counters| unsafe { &*core::ptr::from_ref(counters) })
}

/// An allocation of so many bytes succeeded. Whether the caller ought to [`settle`].
#[inline(always)]
pub(crate) fn allocated(bytes: usize) -> bool {
    counters().allocated(bytes)
}

/// So many bytes are given back. Whether the caller ought to [`settle`].
#[inline(always)]
pub(crate) fn freed(bytes: usize) -> bool {
    counters().freed(bytes)
}

/// A block of `old` bytes has `new` bytes now: an allocation and a free. Whether the caller ought to [`settle`].
#[inline(always)]
pub(crate) fn reallocated(old: usize, new: usize) -> bool {
    counters().reallocated(old, new)
}

/// Tells the process what this thread holds.
pub(crate) fn settle() {
    counters().settle();
}

/// The thread ends. If it goes on to use the allocator, its next use counts as its first.
pub(super) fn release() {
    counters().leave();
}

/// The bytes that this thread has asked for so far, from its beginning and never decreasing, whatever it freed. The
/// difference between two moments in one thread is what was asked for between them. 0 for ever if the program's allocator
/// is no `Alloc`: see [`installed`].
#[inline(always)]
pub(crate) fn thread_alloc_bytes() -> u64 {
    counters().alloc_bytes()
}

/// Whether the program's allocator is an `Alloc`: whether an allocation moves the counters. Nobody will know of this one.
pub(crate) fn installed() -> bool {
    let Counters { alloc_count, free_bytes, free_count, .. } = counters();
    let counts = [alloc_count, free_bytes, free_count];
    let before = counts.map(Cell::get);
    aside(|| drop(core::hint::black_box(Box::new(0_u8))));
    let installed = alloc_count.get() != before[0];
    counts.iter().zip(before).for_each(|(count, value)| count.set(value));
    installed
}

/// Runs `work`, and keeps what it holds meanwhile out of all peaks: it is none of the program's.
pub(crate) fn aside<R>(work: impl FnOnce() -> R) -> R {
    let counters = counters();
    if counters.is_aside() {
        return work();
    }
    counters.tell();
    counters.ceiling.set(ASIDE);
    let highs = [&counters.told_high, &counters.mark_high];
    let before = highs.map(Cell::get);
    let result = work();
    counters.forget_high();
    highs.iter().zip(before).for_each(|(high, before)| high.set(before));
    counters.tell();
    result
}

impl Counters {
    const fn new() -> Counters {
        Counters {
            room: Cell::new(UNTOLD),
            alloc_count: Cell::new(0),
            free_bytes: Cell::new(0),
            free_count: Cell::new(0),
            high: Cell::new(UNTOLD),
            ceiling: Cell::new(i64::MIN),
            told: Cell::new(0),
            told_high: Cell::new(0),
            mark_high: Cell::new(0),
            inside: Cell::new(0),
        }
    }

    #[inline(always)]
    fn allocated(&self, bytes: usize) -> bool {
        let room = self.room.get().wrapping_sub(bytes as i64);
        self.room.set(room);
        self.alloc_count.set(self.alloc_count.get().wrapping_add(1));
        room < 0 && self.rise()
    }

    #[inline(always)]
    fn freed(&self, bytes: usize) -> bool {
        let room = self.room.get().wrapping_add(bytes as i64);
        self.room.set(room);
        self.free_bytes.set(self.free_bytes.get().wrapping_add(bytes as u64));
        self.free_count.set(self.free_count.get().wrapping_add(1));
        is_outside(room)
    }

    #[inline(always)]
    fn reallocated(&self, old: usize, new: usize) -> bool {
        let room = self.room.get().wrapping_add(old as i64).wrapping_sub(new as i64);
        self.room.set(room);
        self.alloc_count.set(self.alloc_count.get().wrapping_add(1));
        self.free_bytes.set(self.free_bytes.get().wrapping_add(old as u64));
        self.free_count.set(self.free_count.get().wrapping_add(1));
        is_outside(room) && (room >= 0 || self.rise())
    }

    /// The thread holds more than it did since the last cut. Whether the process must be told.
    #[inline(always)]
    fn rise(&self) -> bool {
        let net = self.net();
        self.room.set(0);
        self.high.set(net);
        net > self.ceiling.get()
    }

    /// What the thread allocated and did not free, less what it freed of others.
    #[inline(always)]
    fn net(&self) -> i64 {
        self.high.get().wrapping_sub(self.room.get())
    }

    #[inline(always)]
    fn alloc_bytes(&self) -> u64 {
        self.free_bytes.get().wrapping_add_signed(self.net())
    }

    /// A stretch of time ends in which there was one highest mark for everybody: what begins now has its own. Tells the
    /// process what many short stretches may have hidden. Returns what the thread holds.
    #[inline(always)]
    fn cut(&self) -> i64 {
        let net = self.fold_high();
        if net < self.told.get().wrapping_sub(SLACK) {
            self.settle();
        }
        net
    }

    #[inline(always)]
    fn fold_high(&self) -> i64 {
        let (net, high) = (self.net(), self.high.get());
        if self.has_told() {
            self.told_high.set(self.told_high.get().max(high));
            self.mark_high.set(self.mark_high.get().max(high));
            self.forget_high();
        }
        net
    }

    /// What was highest since the last cut is nobody's.
    #[inline(always)]
    fn forget_high(&self) {
        self.high.set(self.net());
        self.room.set(0);
    }

    fn has_told(&self) -> bool {
        self.ceiling.get() != i64::MIN
    }

    #[cold]
    #[inline(never)]
    fn settle(&self) {
        if self.is_aside() { self.forget_high() } else { self.tell() }
    }

    fn is_aside(&self) -> bool {
        self.ceiling.get() == ASIDE
    }

    fn tell(&self) {
        let first = !self.has_told();
        self.ceiling.set(self.net().saturating_add(SLACK));
        let net = self.fold_high();
        let told = self.told.replace(net);
        let high = self.told_high.replace(net);
        process::add(net.wrapping_sub(told), high.wrapping_sub(told));
        if first {
            process::have_release_run();
        }
    }

    fn leave(&self) {
        if self.has_told() {
            self.tell();
            self.high.set(self.net() + UNTOLD);
            self.room.set(UNTOLD);
            self.ceiling.set(i64::MIN);
        }
    }
}

/// Whether the thread has to look: it holds more than ever since the last cut, or by more than `SLACK` less.
#[inline(always)]
fn is_outside(room: i64) -> bool {
    room as u64 > SLACK as u64
}

#[cfg(test)]
mod tests;
