//! The widest vector instructions that the processor has.

use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Sets of instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pool) enum Width {
    Baseline,
    Avx2,
    Avx512,
}

/// 0 until it is known, else one more than the width.
static WIDTH: AtomicU8 = AtomicU8::new(0);

#[inline(always)]
pub(in crate::pool) fn width() -> Width {
    match WIDTH.load(Relaxed) {
        1 => Width::Baseline,
        2 => Width::Avx2,
        3 => Width::Avx512,
        _ => detect(),
    }
}

/// No better ones than these, counted from the baseline. How many sets there are.
pub(in crate::pool) fn force_width(at: usize) -> usize {
    let best = best() as usize;
    WIDTH.store(at.min(best) as u8 + 1, Relaxed);
    best + 1
}

#[cold]
fn detect() -> Width {
    let width = best();
    WIDTH.store(width as u8 + 1, Relaxed);
    width
}

fn best() -> Width {
    let has_avx2 =
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2");
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
