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
