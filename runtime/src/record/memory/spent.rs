//! What one call asks the allocator for.

use core::marker::PhantomData;

use super::counters;

/// Where a thread's counters stood when a call began. Calls of one thread end in the reverse order of their beginnings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    alloc_bytes: u64,
    alloc_count: u64,
    outer: Outer,
    free_bytes: u64,
    free_count: u64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// What the call around a marked one needs again: its highest mark, and what was asked for inside of it.
#[derive(Clone, Copy, Debug)]
struct Outer {
    high: i64,
    inside: u64,
}

/// What was asked for and given back between two moments in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) alloc_bytes: u64,
    pub(crate) alloc_count: u64,
    pub(crate) free_bytes: u64,
    pub(crate) free_count: u64,
    /// The part of `alloc_bytes` that was asked for in no call inside of this one that has a mark of its own.
    pub(crate) self_bytes: u64,
    /// The most that was held beyond what was held at the beginning; 0 if it was never more.
    pub(crate) peak: u64,
}

/// A call begins in this thread.
#[inline(always)]
pub(crate) fn begin() -> Mark {
    let counters = counters();
    let net = counters.cut();
    Mark {
        alloc_bytes: counters.alloc_bytes(),
        alloc_count: counters.alloc_count.get(),
        outer: Outer { high: counters.mark_high.replace(net), inside: counters.inside.replace(0) },
        free_bytes: counters.free_bytes.get(),
        free_count: counters.free_count.get(),
        thread: PhantomData,
    }
}

impl Mark {
    /// Of a call that is not recorded. It is never ended.
    pub(crate) const NONE: Mark = Mark {
        alloc_bytes: 0,
        alloc_count: 0,
        outer: Outer { high: 0, inside: 0 },
        free_bytes: 0,
        free_count: 0,
        thread: PhantomData,
    };

    /// The call does not begin after all.
    #[inline(always)]
    pub(crate) fn cancel(self) {
        self.outer.restore();
    }

    /// The call ends, in the thread where it began.
    #[inline(always)]
    pub(crate) fn end(&self) -> Spent {
        let counters = counters();
        counters.cut();
        let high = counters.mark_high.get();
        counters.mark_high.set(high.max(self.outer.high));
        let began = self.alloc_bytes.wrapping_sub(self.free_bytes) as i64;
        let alloc_bytes = counters.alloc_bytes().wrapping_sub(self.alloc_bytes);
        let inside = counters.inside.replace(self.outer.inside.wrapping_add(alloc_bytes));
        Spent {
            alloc_bytes,
            alloc_count: counters.alloc_count.get().wrapping_sub(self.alloc_count),
            free_bytes: counters.free_bytes.get().wrapping_sub(self.free_bytes),
            free_count: counters.free_count.get().wrapping_sub(self.free_count),
            self_bytes: alloc_bytes.saturating_sub(inside),
            peak: above(high, began),
        }
    }
}

impl Outer {
    /// The call that the mark was for is not to be.
    #[cold]
    #[inline(never)]
    fn restore(self) {
        let counters = counters();
        counters.cut();
        counters.mark_high.set(counters.mark_high.get().max(self.high));
        counters.inside.set(self.inside);
    }
}

/// How much `high` is more than `low`.
fn above(high: i64, low: i64) -> u64 {
    high.saturating_sub(low).max(0) as u64
}

/// What a call that runs in parts, the polls of a future, carries from one to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Carried {
    /// What it allocated and did not free; negative if it freed what others allocated.
    net: i64,
    peak: u64,
}

impl Carried {
    pub(crate) const NOTHING: Carried = Carried { net: 0, peak: 0 };

    /// The next part ended. Returns the most that the call held so far beyond what was held at its beginning.
    pub(crate) fn add(&mut self, part: &Spent) -> u64 {
        self.peak = self.peak.max(above(self.net.saturating_add_unsigned(part.peak), 0));
        self.net = self.net.wrapping_add(part.alloc_bytes.wrapping_sub(part.free_bytes) as i64);
        self.peak
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
    fn what_callees_ask_for_is_not_the_callers_own() {
        let call = || {
            take(100);
            let inner = begin();
            take(20);
            let innermost = begin();
            take(3);
            assert_eq!(innermost.end().self_bytes, 3);
            let spent = inner.end();
            assert_eq!((spent.alloc_bytes, spent.self_bytes), (23, 20));
            assert_eq!(begin().end().self_bytes, 0);
            take(1);
        };
        let outer = spent(call);
        assert_eq!((outer.alloc_bytes, outer.self_bytes), (124, 101));
    }

    #[test]
    fn parts_of_a_call_carry_what_is_held() {
        let mut call = Carried::NOTHING;
        assert_eq!(call.add(&spent(|| take(100))), 100);
        let second = || {
            take(50);
            give(140);
        };
        assert_eq!(call.add(&spent(second)), 150);
        assert_eq!(call.add(&spent(|| take(30))), 150);
        assert_eq!(call.add(&spent(|| take(130))), 170);
        let mut frees_first = Carried::NOTHING;
        assert_eq!(frees_first.add(&spent(|| give(1000))), 0);
        assert_eq!(frees_first.add(&spent(|| take(400))), 0);
    }
}
