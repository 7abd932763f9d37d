//! What the whole process holds: the sum of what its threads told, and the highest sum.

use core::sync::atomic::{AtomicI64, Ordering};

use super::settle;

/// Apart from everything else, since all threads write it now and then.
#[repr(align(128))]
struct Process {
    live: AtomicI64,
    peak: AtomicI64,
}

static PROCESS: Process = Process { live: AtomicI64::new(0), peak: AtomicI64::new(0) };

/// What the process holds and the most that it held, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) live: u64,
    pub(crate) peak: u64,
}

/// A thread holds `change` more than when it last told; in between it held up to `high` more.
pub(super) fn add(change: i64, high: i64) {
    PROCESS.add(change, high);
}

/// What the process holds now: exact as to this thread and to those that ended.
pub(crate) fn held() -> Held {
    settle();
    PROCESS.held()
}

/// Has this thread tell when it ends.
pub(super) fn have_release_run() {
    // Elsewhere a thread-local with a destructor would be needed, which an allocator must not touch.
    #[cfg(unix)]
    crate::record::leave::arrange();
}

impl Process {
    fn add(&self, change: i64, high: i64) {
        let before = self.live.fetch_add(change, Ordering::Relaxed);
        let top = before.saturating_add(high);
        if top > self.peak.load(Ordering::Relaxed) {
            self.peak.fetch_max(top, Ordering::Relaxed);
        }
    }

    /// Frees may be told before the allocations that they undo.
    fn held(&self) -> Held {
        let live = self.live.load(Ordering::Relaxed).max(0) as u64;
        let peak = self.peak.load(Ordering::Relaxed).max(0) as u64;
        Held { live, peak: peak.max(live) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_where_a_thread_stood_highest() {
        let process = Process { live: AtomicI64::new(0), peak: AtomicI64::new(0) };
        process.add(100, 100);
        process.add(-40, 30);
        assert_eq!(process.held(), Held { live: 60, peak: 130 });
        process.add(70, 70);
        assert_eq!(process.held(), Held { live: 130, peak: 130 });
    }

    #[test]
    fn nothing_is_negative_when_frees_come_first() {
        let process = Process { live: AtomicI64::new(0), peak: AtomicI64::new(0) };
        process.add(-40, 0);
        assert_eq!(process.held(), Held { live: 0, peak: 0 });
        process.add(40, 40);
        assert_eq!(process.held(), Held { live: 0, peak: 0 });
    }
}
