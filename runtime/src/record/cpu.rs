// unsafe: clocks of processor time are read through the C library.
//! The processor time of a thread.

/// Whether this target tells it.
pub(crate) const AVAILABLE: bool = cfg!(all(unix, not(miri)));

/// Nanoseconds that this thread has spent on a processor.
#[cfg(all(unix, not(miri)))]
pub(super) fn thread_ns() -> u64 {
    read(libc::CLOCK_THREAD_CPUTIME_ID).unwrap_or(0)
}

/// What this clock says, in nanoseconds; `None` where there is no such clock.
#[cfg(all(unix, not(miri)))]
pub(super) fn read(clock: libc::clockid_t) -> Option<u64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is valid for the write.
    let failed = unsafe { libc::clock_gettime(clock, &raw mut time) } != 0;
    (!failed).then(|| time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
}

#[cfg(not(all(unix, not(miri))))]
pub(super) fn thread_ns() -> u64 {
    0
}
