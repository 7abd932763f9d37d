//! What tests force upon the regions of a whole process, so that each way and each set of instructions is gone through.

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

static SHARED: AtomicBool = AtomicBool::new(false);

/// Has every region that several threads could work on call helpers, from its first run on.
pub fn force_shared() {
    SHARED.store(true, Relaxed);
}

pub(super) fn is_shared() -> bool {
    SHARED.load(Relaxed)
}

/// Has reductions use no better instructions than these: 0 is the baseline. How many sets this processor has.
pub fn force_width(at: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    return super::fold::force_width(at);
    #[cfg(not(target_arch = "x86_64"))]
    return at.min(0) + 1;
}
