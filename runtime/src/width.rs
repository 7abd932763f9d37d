//! The widest vector instructions that the processor has.

use core::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// Sets of instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// What every processor of the target has: NEON on aarch64.
    Baseline,
    /// AVX2, FMA, BMI 1 and 2.
    Avx2,
    /// AVX-512 F, BW, CD, DQ and VL besides.
    Avx512,
}

/// 0 until it is known, else one more than the width.
static WIDTH: AtomicU8 = AtomicU8::new(0);

#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "elsewhere there is one width"))]
#[inline(always)]
pub(crate) fn width() -> Width {
    match WIDTH.load(Relaxed) {
        1 => Width::Baseline,
        2 => Width::Avx2,
        3 => Width::Avx512,
        _ => found(),
    }
}

#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "elsewhere there is one width"))]
#[cold]
fn found() -> Width {
    let width = detect();
    WIDTH.store(width as u8 + 1, Relaxed);
    width
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Width {
    let has_avx2 = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2");
    let has_avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512cd")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    match (has_avx2, has_avx512) {
        (false, _) => Width::Baseline,
        (true, false) => Width::Avx2,
        (true, true) => Width::Avx512,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Width {
    Width::Baseline
}

/// From now on no better instructions than these are used: 0 is the baseline. How many sets this processor has.
pub fn force_width(at: usize) -> usize {
    let best = detect() as u8;
    WIDTH.store((at.min(best.into())) as u8 + 1, Relaxed);
    usize::from(best) + 1
}

/// Runs `run` as if the processor had no more than this; `None` if it has not even that. For tests: it holds for all
/// threads, and one runs at a time.
pub fn with_width<R>(width: Width, run: impl FnOnce() -> R) -> Option<R> {
    static ONE: Mutex<()> = Mutex::new(());
    struct Again;
    impl Drop for Again {
        fn drop(&mut self) {
            WIDTH.store(0, Relaxed);
        }
    }
    if width > detect() {
        return None;
    }
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let _again = Again;
    WIDTH.store(width as u8 + 1, Relaxed);
    Some(run())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_can_be_narrowed_for_a_while() {
        for narrow in [Width::Baseline, Width::Avx2, Width::Avx512] {
            assert_eq!(with_width(narrow, || narrow), (narrow <= detect()).then_some(narrow));
        }
        let panicked = std::panic::catch_unwind(|| with_width(Width::Baseline, || panic!("on purpose")));
        assert!(panicked.is_err());
        assert_eq!(with_width(Width::Baseline, width), Some(Width::Baseline));
    }
}
