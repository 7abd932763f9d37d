// unsafe: asks the system for the time.
//! The time by which entries grow old.

#[cfg(test)]
use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::OnceLock;
use std::time::Instant;

use crate::clock::AVAILABLE;

/// A clock of nanoseconds since some moment.
#[derive(Clone, Copy, Debug)]
pub(in crate::memo) enum Clock {
    /// The system's, of its last tick: up to [`behind`](Clock::behind) ago. Some 2 ns to read.
    Coarse,
    /// The system's. Some 20 ns to read.
    Precise,
    /// A test's.
    #[cfg(test)]
    Fake(&'static AtomicU64),
}

/// Times that are longer than so many ticks need not be precise.
const TICKS: u64 = 25;

impl Clock {
    #[inline]
    pub(super) fn now(self) -> u64 {
        match self {
            Clock::Coarse => system::coarse(),
            Clock::Precise => precise(),
            #[cfg(test)]
            Clock::Fake(now) => now.load(Ordering::Relaxed),
        }
    }

    /// How far the clock may be behind.
    pub(super) fn behind(self) -> u64 {
        match self {
            Clock::Coarse => system::tick(),
            _ => 0,
        }
    }

    /// This clock, or a more precise one if it is too coarse for the time.
    pub(super) fn for_times_from(self, shortest: u64) -> Clock {
        match self {
            Clock::Coarse if shortest < TICKS.saturating_mul(system::tick()) => Clock::Precise,
            clock => clock,
        }
    }
}

fn precise() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    if !AVAILABLE {
        return 0;
    }
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
mod system {
    use core::sync::atomic::{AtomicU64, Ordering};

    fn ns(time: &libc::timespec) -> u64 {
        (time.tv_sec as u64).wrapping_mul(1_000_000_000).wrapping_add(time.tv_nsec as u64)
    }

    #[inline]
    pub(super) fn coarse() -> u64 {
        let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `now` is valid for the write.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC_COARSE, &raw mut now) };
        ns(&now)
    }

    pub(super) fn tick() -> u64 {
        static TICK: AtomicU64 = AtomicU64::new(0);
        let mut tick = TICK.load(Ordering::Relaxed);
        if tick == 0 {
            let mut step = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            // SAFETY: `step` is valid for the write.
            unsafe { libc::clock_getres(libc::CLOCK_MONOTONIC_COARSE, &raw mut step) };
            tick = ns(&step).max(1);
            TICK.store(tick, Ordering::Relaxed);
        }
        tick
    }
}

/// Elsewhere there is one clock.
#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(miri))))]
mod system {
    pub(super) fn coarse() -> u64 {
        super::precise()
    }

    pub(super) fn tick() -> u64 {
        0
    }
}

/// A clock that a test moves.
#[cfg(test)]
pub(in crate::memo) struct FakeClock(&'static AtomicU64);

#[cfg(test)]
impl FakeClock {
    pub(in crate::memo) fn new() -> FakeClock {
        FakeClock(Box::leak(Box::new(AtomicU64::new(1000))))
    }

    /// The setup of a table that goes by this clock.
    pub(in crate::memo) fn on(&self, setup: super::Setup) -> super::Setup {
        super::Setup { clock: Clock::Fake(self.0), ..setup }
    }

    pub(in crate::memo) fn advance(&self, nanoseconds: u64) {
        self.0.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coarse_clock_is_behind_by_a_tick_at_most() {
        let second = 1_000_000_000;
        assert!(matches!(Clock::Coarse.for_times_from(second), Clock::Coarse));
        let before = (Clock::Precise.now(), Clock::Coarse.now());
        std::thread::sleep(std::time::Duration::from_millis(30));
        let after = (Clock::Precise.now(), Clock::Coarse.now());
        let (precise, coarse) = (after.0 - before.0, after.1 - before.1);
        assert!(coarse + Clock::Coarse.behind() >= precise.min(30_000_000), "{coarse} of {precise}");
    }
}
