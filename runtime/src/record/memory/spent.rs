//! What one call asked the allocator for, and the sums of many calls.

use core::marker::PhantomData;
use core::sync::atomic::AtomicU64;

use super::COUNTERS;
use crate::record::cell::{bump, load, store};

/// Where a thread's counters stood when a call began. Calls of one thread end in the reverse order of their beginnings.
#[derive(Debug)]
pub(crate) struct Mark {
    alloc_bytes: u64,
    alloc_count: u64,
    free_bytes: u64,
    free_count: u64,
    /// The highest mark of the call around this one, which it needs again.
    outer_high: i64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// What was asked for and given back between two moments in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) alloc_bytes: u64,
    pub(crate) alloc_count: u64,
    pub(crate) free_bytes: u64,
    pub(crate) free_count: u64,
    /// The most that was held beyond what was held at the beginning; 0 if it was never more.
    pub(crate) peak: u64,
}

/// A call begins in this thread.
#[inline]
pub(crate) fn begin() -> Mark {
    COUNTERS.with(|counters| {
        let net = counters.cut();
        Mark {
            alloc_bytes: counters.alloc_bytes(),
            alloc_count: counters.alloc_count.get(),
            free_bytes: counters.free_bytes.get(),
            free_count: counters.free_count.get(),
            outer_high: counters.mark_high.replace(net),
            thread: PhantomData,
        }
    })
}

impl Mark {
    /// The call ends, in the thread where it began.
    #[inline]
    pub(crate) fn end(self) -> Spent {
        COUNTERS.with(|counters| {
            counters.cut();
            let high = counters.mark_high.get();
            counters.mark_high.set(high.max(self.outer_high));
            let began = self.alloc_bytes.wrapping_sub(self.free_bytes) as i64;
            Spent {
                alloc_bytes: counters.alloc_bytes().wrapping_sub(self.alloc_bytes),
                alloc_count: counters.alloc_count.get().wrapping_sub(self.alloc_count),
                free_bytes: counters.free_bytes.get().wrapping_sub(self.free_bytes),
                free_count: counters.free_count.get().wrapping_sub(self.free_count),
                peak: above(high, began),
            }
        })
    }
}

/// How much `high` is more than `low`.
fn above(high: i64, low: i64) -> u64 {
    high.saturating_sub(low).max(0) as u64
}

impl Spent {
    /// Appends what the same call did later, in this thread or another one: the next poll of a future.
    pub(crate) fn append(&mut self, later: Spent) {
        let held = self.alloc_bytes.wrapping_sub(self.free_bytes) as i64;
        self.peak = self.peak.max(above(held.saturating_add_unsigned(later.peak), 0));
        self.alloc_bytes = self.alloc_bytes.wrapping_add(later.alloc_bytes);
        self.alloc_count = self.alloc_count.wrapping_add(later.alloc_count);
        self.free_bytes = self.free_bytes.wrapping_add(later.free_bytes);
        self.free_count = self.free_count.wrapping_add(later.free_count);
    }
}

/// The sums of many calls. One thread writes, any may read; all zero bytes are an empty one.
#[repr(C)]
pub(crate) struct MemoryCell {
    alloc_bytes: AtomicU64,
    alloc_count: AtomicU64,
    free_bytes: AtomicU64,
    free_count: AtomicU64,
    /// The most of any call.
    peak: AtomicU64,
}

impl MemoryCell {
    /// Adds a call.
    #[inline]
    pub(crate) fn add(&self, spent: &Spent) {
        bump!(self.alloc_bytes, spent.alloc_bytes);
        bump!(self.alloc_count, spent.alloc_count);
        bump!(self.free_bytes, spent.free_bytes);
        bump!(self.free_count, spent.free_count);
        store!(self.peak, load!(self.peak).max(spent.peak));
    }

    /// The sums.
    pub(crate) fn read(&self) -> Spent {
        Spent {
            alloc_bytes: load!(self.alloc_bytes),
            alloc_count: load!(self.alloc_count),
            free_bytes: load!(self.free_bytes),
            free_count: load!(self.free_count),
            peak: load!(self.peak),
        }
    }

    /// Forgets the calls of an earlier epoch.
    pub(crate) fn clear(&self) {
        for sum in [&self.alloc_bytes, &self.alloc_count, &self.free_bytes, &self.free_count, &self.peak] {
            store!(*sum, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{allocated, freed, reallocated, settle};
    use super::*;

    /// What a call that does this spends, beginning with a thread that already freed what others allocated.
    fn spent(work: impl FnOnce() + Send) -> Spent {
        let call = || {
            take(10);
            give(5_000);
            let mark = begin();
            work();
            mark.end()
        };
        std::thread::scope(|scope| scope.spawn(call).join().unwrap())
    }

    fn take(bytes: usize) {
        if allocated(bytes) {
            settle();
        }
    }

    fn give(bytes: usize) {
        if freed(bytes) {
            settle();
        }
    }

    fn sums(spent: Spent) -> [u64; 5] {
        [spent.alloc_bytes, spent.alloc_count, spent.free_bytes, spent.free_count, spent.peak]
    }

    #[test]
    fn a_call_that_does_nothing_spends_nothing() {
        assert_eq!(spent(|| ()), Spent::default());
    }

    #[test]
    fn the_peak_counts_from_the_beginning_of_the_call() {
        let call = || {
            take(100);
            take(50);
            give(120);
            take(60);
        };
        assert_eq!(sums(spent(call)), [210, 3, 120, 1, 150]);
    }

    #[test]
    fn to_free_what_others_allocated_makes_no_figure_negative() {
        assert_eq!(sums(spent(|| give(1 << 30))), [0, 0, 1 << 30, 1, 0]);
        let call = || {
            give(1 << 30);
            take(1 << 20);
        };
        assert_eq!(sums(spent(call)), [1 << 20, 1, 1 << 30, 1, 0]);
    }

    #[test]
    fn a_block_that_grows_holds_its_new_size_and_not_both() {
        let call = || {
            take(100);
            reallocated(100, 150);
            reallocated(150, 20);
        };
        assert_eq!(sums(spent(call)), [270, 3, 250, 2, 150]);
    }

    #[test]
    fn inner_calls_have_peaks_of_their_own_and_outer_ones_theirs() {
        let call = || {
            take(1000);
            give(900);
            let first = begin();
            take(300);
            give(300);
            assert_eq!(first.end().peak, 300);
            let second = begin();
            take(2000);
            let innermost = begin();
            assert_eq!(innermost.end().peak, 0);
            give(2000);
            assert_eq!(second.end().peak, 2000);
            take(1);
        };
        assert_eq!(spent(call).peak, 2100);
    }

    #[test]
    fn what_the_outer_call_held_before_is_not_the_inner_ones() {
        let call = || {
            take(1000);
            give(1000);
            let inner = begin();
            take(10);
            assert_eq!(inner.end().peak, 10);
        };
        assert_eq!(spent(call).peak, 1000);
    }

    #[test]
    fn to_tell_the_process_changes_no_calls_figures() {
        let call = || {
            take(1 << 20);
            give(1 << 20);
            settle();
            let inner = begin();
            take(1 << 10);
            settle();
            give(1 << 10);
            assert_eq!(inner.end().peak, 1 << 10);
        };
        assert_eq!(spent(call).peak, 1 << 20);
    }

    #[test]
    fn parts_of_a_call_add_up_and_carry_what_is_held() {
        let mut call = spent(|| take(100));
        call.append(spent(|| {
            take(50);
            give(140);
        }));
        call.append(spent(|| take(30)));
        assert_eq!(sums(call), [180, 3, 140, 1, 150]);
        let mut frees_first = spent(|| give(1000));
        frees_first.append(spent(|| take(400)));
        assert_eq!(frees_first.peak, 0);
    }

    #[test]
    fn a_cell_sums_calls_up_and_keeps_the_highest_peak() {
        let cell = MemoryCell {
            alloc_bytes: AtomicU64::new(0),
            alloc_count: AtomicU64::new(0),
            free_bytes: AtomicU64::new(0),
            free_count: AtomicU64::new(0),
            peak: AtomicU64::new(0),
        };
        cell.add(&Spent { alloc_bytes: 10, alloc_count: 1, free_bytes: 5, free_count: 2, peak: 9 });
        cell.add(&Spent { alloc_bytes: 20, alloc_count: 2, free_bytes: 0, free_count: 0, peak: 7 });
        assert_eq!(sums(cell.read()), [30, 3, 5, 2, 9]);
        cell.clear();
        assert_eq!(cell.read(), Spent::default());
    }
}
