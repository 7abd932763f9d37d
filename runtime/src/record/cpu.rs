// unsafe: the clock of a thread's processor time is read through the C library.
//! The processor time of a thread.

/// Whether this target tells it.
pub(crate) const AVAILABLE: bool = cfg!(all(unix, not(miri)));

/// Nanoseconds that this thread has spent on a processor.
#[cfg(all(unix, not(miri)))]
pub(super) fn thread_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is valid for the write.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) } != 0;
    if failed { 0 } else { time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64 }
}

#[cfg(not(all(unix, not(miri))))]
pub(super) fn thread_ns() -> u64 {
    0
}
