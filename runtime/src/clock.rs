// unsafe: the processor's counter is read by an instruction.
//! Ticks: the processor's counter where it runs at one rate for ever, else the system's clock.
//!
//! A call reads ticks only. They become nanoseconds once, when a report is made, by the ratio of
//! both clocks between the first registration and now.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crate::record::cell::load;

/// 1 while the counter can be trusted; 0 sends every read to [`system_ticks`].
static USE_COUNTER: AtomicU64 = AtomicU64::new(0);
static START: OnceLock<Start> = OnceLock::new();

/// Both clocks, read at the same moment.
#[derive(Clone, Copy, Debug)]
struct Start {
    ticks: u64,
    at: Instant,
}

/// Whether this target has any clock (`wasm32-unknown-unknown` has none: calls are counted only).
pub(crate) const AVAILABLE: bool = !cfg!(all(target_arch = "wasm32", target_os = "unknown"));

/// Chooses the clock and remembers where both started. The first registration calls it.
pub(crate) fn start() {
    if AVAILABLE {
        START.get_or_init(|| {
            USE_COUNTER.store(u64::from(counter::is_invariant()), Relaxed);
            simultaneous()
        });
    }
}

/// The time now, in ticks. Not fenced: work of less than some 40 ns overlaps the two reads of a call.
#[inline(always)]
pub(crate) fn ticks() -> u64 {
    #[cfg(test)]
    if let Some(ticks) = simulated::now() {
        return ticks;
    }
    if is_counter() { counter::read() } else { system_ticks() }
}

/// Ticks, where [`is_counter`] is known to hold.
#[inline(always)]
pub(crate) fn counter() -> u64 {
    #[cfg(test)]
    if let Some(ticks) = simulated::now() {
        return ticks;
    }
    counter::read()
}

/// Whether ticks are those of the processor's counter.
pub(crate) fn is_counter() -> bool {
    load!(USE_COUNTER) != 0
}

/// Ticks, read when everything before has been done and before anything after has begun.
#[inline(always)]
pub(crate) fn fenced_ticks() -> u64 {
    if is_counter() { counter::read_fenced() } else { system_ticks() }
}

/// A clock that stands still unless a test moves it, for the thread that sets it.
#[cfg(test)]
pub(crate) mod simulated {
    use core::cell::Cell;

    std::thread_local! {
        static NOW: Cell<Option<u64>> = const { Cell::new(None) };
    }

    pub(crate) fn now() -> Option<u64> {
        NOW.get()
    }

    /// Sets the clock of this thread.
    pub(crate) fn set(ticks: u64) {
        NOW.set(Some(ticks));
    }

    /// Moves the clock of this thread.
    pub(crate) fn pass(ticks: u64) {
        NOW.set(NOW.get().map(|now| now + ticks));
    }
}

#[cold]
#[inline(never)]
fn system_ticks() -> u64 {
    match START.get() {
        Some(start) => u64::try_from(start.at.elapsed().as_nanos()).unwrap_or(u64::MAX),
        None => 0,
    }
}

/// Reads both clocks around each other and keeps the tightest of a few tries.
fn simultaneous() -> Start {
    let read = || {
        let before = ticks();
        let at = Instant::now();
        let after = ticks();
        (after.saturating_sub(before), Start { ticks: before + after.saturating_sub(before) / 2, at })
    };
    (0..8).map(|_| read()).min_by_key(|(gap, _)| *gap).map_or_else(|| read().1, |(_, start)| start)
}

/// How ticks become nanoseconds, measured over the life of the process so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) ns_per_tick: f64,
}

impl Scale {
    /// Nanoseconds, rounded to the nearest.
    pub(crate) fn ns(self, ticks: u64) -> u64 {
        self.ns_f64(ticks as f64).round() as u64
    }

    pub(crate) fn ns_f64(self, ticks: f64) -> f64 {
        ticks * self.ns_per_tick
    }
}

/// Measures the scale; a process younger than 200 us waits until it is that old, for the sake of precision.
pub(crate) fn scale() -> Scale {
    let Some(start) = START.get().filter(|_| USE_COUNTER.load(Relaxed) != 0) else {
        return Scale { ns_per_tick: 1.0 };
    };
    while start.at.elapsed() < Duration::from_micros(200) {
        std::hint::spin_loop();
    }
    let now = simultaneous();
    let ns = now.at.duration_since(start.at).as_nanos() as f64;
    Scale { ns_per_tick: ns / now.ticks.saturating_sub(start.ticks).max(1) as f64 }
}

/// The ticks at which the clock started.
pub(crate) fn start_ticks() -> u64 {
    START.get().filter(|_| is_counter()).map_or(0, |start| start.ticks)
}

/// The time since the clock started.
pub(crate) fn wall() -> Duration {
    START.get().map_or(Duration::ZERO, |start| start.at.elapsed())
}

/// The shortest duration, in ticks, that an unfenced pair of reads tells from an empty one: what a fenced
/// pair of reads takes, since that much work fits into the shadow of an unfenced pair; the clock's own step if
/// that is coarser. The median of 101 pairs.
pub(crate) fn resolution() -> u64 {
    let mut pairs: Vec<u64> = (0..101)
        .map(|_| {
            let before = fenced_ticks();
            fenced_ticks().saturating_sub(before)
        })
        .collect();
    pairs.sort_unstable();
    pairs[50].max(step())
}

/// The smallest difference but zero between two reads in a row: the least of some, since an unoptimised build takes
/// its time between them.
fn step() -> u64 {
    let gap = || {
        let first = ticks();
        ticks().saturating_sub(first)
    };
    (0..10_000).map(|_| gap()).filter(|gap| *gap > 0).take(16).min().unwrap_or(0)
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
mod counter {
    use core::arch::asm;
    use core::arch::x86_64::__cpuid;

    /// CPUID leaf 0x8000_0007, EDX bit 8 (Intel SDM 3B 18.17.1; AMD APM 3, E.4.6): the counter runs at one rate
    /// through all power states.
    #[allow(unused_unsafe, reason = "cpuid is unsafe to call up to Rust 1.90 or so, and safe later")]
    pub(super) fn is_invariant() -> bool {
        const POWER_MANAGEMENT: u32 = 0x8000_0007;
        // SAFETY: every x86-64 processor has cpuid.
        let (highest, features) = unsafe { (__cpuid(0x8000_0000).eax, __cpuid(POWER_MANAGEMENT).edx) };
        highest >= POWER_MANAGEMENT && features & (1 << 8) != 0
    }

    #[inline(always)]
    pub(super) fn read() -> u64 {
        let (low, high): (u64, u64);
        // SAFETY: every x86-64 processor has rdtsc; it touches only rax and rdx.
        unsafe {
            asm!("rdtsc", out("rax") low, out("rdx") high, options(nomem, nostack, preserves_flags));
        }
        high << 32 | low
    }

    #[inline(always)]
    pub(super) fn read_fenced() -> u64 {
        let (low, high): (u64, u64);
        // SAFETY: as in `read`; lfence waits for all earlier instructions and holds back later ones. Without
        // `nomem` the compiler moves no memory access across it either.
        unsafe {
            asm!("lfence", "rdtsc", "lfence", out("rax") low, out("rdx") high, options(nostack, preserves_flags));
        }
        high << 32 | low
    }
}

#[cfg(all(target_arch = "aarch64", not(miri)))]
mod counter {
    use core::arch::asm;

    /// The generic timer runs at one rate by architecture (Arm ARM, D12.1).
    pub(super) fn is_invariant() -> bool {
        true
    }

    #[inline(always)]
    pub(super) fn read() -> u64 {
        let ticks: u64;
        // SAFETY: reading the virtual counter is allowed to user code and touches one register.
        unsafe {
            asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nomem, nostack, preserves_flags));
        }
        ticks
    }

    #[inline(always)]
    pub(super) fn read_fenced() -> u64 {
        let ticks: u64;
        // SAFETY: as in `read`; isb waits for all earlier instructions and holds back later ones.
        unsafe {
            asm!("isb", "mrs {}, cntvct_el0", "isb", out(reg) ticks, options(nostack, preserves_flags));
        }
        ticks
    }
}

#[cfg(any(miri, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod counter {
    pub(super) fn is_invariant() -> bool {
        false
    }

    pub(super) fn read() -> u64 {
        0
    }

    pub(super) fn read_fenced() -> u64 {
        0
    }
}
