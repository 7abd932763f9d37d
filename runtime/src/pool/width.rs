// unsafe: calls code for instructions that were found to be there.
//! The widest vector instructions that the processor has.

#[cfg(target_arch = "x86_64")]
use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Sets of instructions.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Baseline,
    Avx2,
    Avx512,
}

/// 0 until it is known, else one more than the width.
#[cfg(target_arch = "x86_64")]
static WIDTH: AtomicU8 = AtomicU8::new(0);

#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn width() -> Width {
    match WIDTH.load(Relaxed) {
        1 => Width::Baseline,
        2 => Width::Avx2,
        3 => Width::Avx512,
        _ => detect(),
    }
}

#[cfg(target_arch = "x86_64")]
#[cold]
fn detect() -> Width {
    let has_avx2 =
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2");
    let has_avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512cd")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    let width = match (has_avx2, has_avx512) {
        (false, _) => Width::Baseline,
        (true, false) => Width::Avx2,
        (true, true) => Width::Avx512,
    };
    WIDTH.store(width as u8 + 1, Relaxed);
    width
}

/// Calls a loop's body in a function that is compiled for the widest instructions: what the compiler takes in there uses
/// them. Nothing is contracted, so the results are the same.
#[inline]
pub(super) fn widest<R>(body: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    match width() {
        // SAFETY: the processor has these instructions.
        Width::Avx512 => return unsafe { avx512(body) },
        // SAFETY: as above.
        Width::Avx2 => return unsafe { avx2(body) },
        Width::Baseline => {}
    }
    body()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn avx512<R>(body: impl FnOnce() -> R) -> R {
    body()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn avx2<R>(body: impl FnOnce() -> R) -> R {
    body()
}
