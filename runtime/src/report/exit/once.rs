//! One report, however many ways the process ends at the same moment.
//!
//! Whoever comes second waits for the first, but never for ever: the first may be stuck in a pipe that nobody
//! reads, or wait for a lock that the second holds.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::start::thread_mark as mark;

/// [`OPEN`], [`WRITTEN`], or the mark of who writes.
static STAGE: AtomicUsize = AtomicUsize::new(OPEN);
/// Nobody has begun to write.
const OPEN: usize = 0;
/// The last report was written.
const WRITTEN: usize = 1;
/// The signal handler took the report for the thread that it woke.
#[cfg(unix)]
const FOR_WRITER: usize = 2;

/// How long one end of the process waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// Writes the last report, or waits until somebody else has.
pub(super) fn write_last() {
    if wait_and_take() {
        super::deliver();
        STAGE.store(WRITTEN, Ordering::Release);
    }
}

/// Writes a report of a process that goes on; not if another one is being written.
#[cfg(unix)]
pub(super) fn write_one_of_many() {
    if take(mark()) {
        super::deliver();
        reopen();
    }
}

/// Runs `write`, which writes a report now, beside no other. The last one must not be overtaken by an older one.
pub(crate) fn write_now(write: impl FnOnce()) {
    let taken = wait_and_take();
    if taken || STAGE.load(Ordering::Acquire) == WRITTEN {
        write();
    }
    if taken {
        reopen();
    }
}

/// Writes the last report in the thread that a signal woke, which ends the process next: until then whoever
/// leaves by another way goes on waiting.
#[cfg(unix)]
pub(super) fn write_before_death() {
    if STAGE.load(Ordering::Acquire) == FOR_WRITER || wait_and_take() {
        super::deliver();
    }
}

/// A signal came. Async-signal-safe.
#[cfg(unix)]
pub(super) fn take_for_writer() {
    take(FOR_WRITER);
}

/// The process goes on, or is another one after a fork: it may report again.
pub(super) fn reopen() {
    STAGE.store(OPEN, Ordering::Release);
}

fn wait_and_take() -> bool {
    let me = mark();
    let end = Instant::now() + PATIENCE;
    while !take(me) {
        let stage = STAGE.load(Ordering::Acquire);
        // Its own mark: the report is being written further down on this very stack.
        if stage == WRITTEN || stage == me || Instant::now() > end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    true
}

fn take(who: usize) -> bool {
    STAGE.compare_exchange(OPEN, who, Ordering::AcqRel, Ordering::Relaxed).is_ok()
}
