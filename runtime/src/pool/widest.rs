// unsafe: calls code for instructions that were found to be there.
//! Loop bodies by the widest vector instructions that the processor has.

#[cfg(target_arch = "x86_64")]
use crate::width::{Width, width};

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
