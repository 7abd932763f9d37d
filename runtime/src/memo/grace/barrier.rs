// unsafe: the system call that has all threads of the process pass a barrier.
//! One barrier for all threads.

/// Whether [`everywhere`] makes other threads pass a barrier, so that readers need none of their own. Decided at the first
/// question.
pub(super) fn reaches_all() -> bool {
    system::reaches_all()
}

/// After it, every other thread sees what this one wrote before, and this one sees what they wrote before they passed it.
/// Where [`reaches_all`] is false it is a fence of this thread alone. False when the system failed to do it.
#[must_use]
pub(super) fn everywhere() -> bool {
    system::everywhere()
}

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
mod system {
    use core::sync::atomic::{AtomicU8, Ordering, fence};

    const PRIVATE_EXPEDITED: libc::c_int = 1 << 3;
    const REGISTER_PRIVATE_EXPEDITED: libc::c_int = 1 << 4;
    const UNKNOWN: u8 = 0;
    const YES: u8 = 1;
    const NO: u8 = 2;

    static ANSWER: AtomicU8 = AtomicU8::new(UNKNOWN);

    fn membarrier(command: libc::c_int) -> bool {
        // SAFETY: membarrier takes three integers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }

    pub(super) fn reaches_all() -> bool {
        if ANSWER.load(Ordering::Acquire) == UNKNOWN {
            let works = membarrier(REGISTER_PRIVATE_EXPEDITED) && membarrier(PRIVATE_EXPEDITED);
            let answer = if works { YES } else { NO };
            // The first answer holds for ever: readers rely on it.
            let _ = ANSWER.compare_exchange(UNKNOWN, answer, Ordering::AcqRel, Ordering::Acquire);
        }
        ANSWER.load(Ordering::Acquire) == YES
    }

    pub(super) fn everywhere() -> bool {
        fence(Ordering::SeqCst);
        let done = !reaches_all()
            || membarrier(PRIVATE_EXPEDITED)
            || membarrier(REGISTER_PRIVATE_EXPEDITED) && membarrier(PRIVATE_EXPEDITED);
        fence(Ordering::SeqCst);
        done
    }
}

#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(miri))))]
mod system {
    use core::sync::atomic::{Ordering, fence};

    pub(super) fn reaches_all() -> bool {
        false
    }

    pub(super) fn everywhere() -> bool {
        fence(Ordering::SeqCst);
        true
    }
}
