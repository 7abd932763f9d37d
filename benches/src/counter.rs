// unsafe: the processor's counter is read by an instruction; the floor must not pay for a library around it.
//! The floor: two raw reads of the processor's counter and an addition to a thread-local.

use std::cell::Cell;

thread_local! {
    static TOTAL: Cell<u64> = const { Cell::new(0) };
}

/// The counter now, unfenced.
#[inline(always)]
pub(crate) fn read() -> u64 {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: the instruction reads a register and has no precondition in user mode on the systems we run on.
        unsafe { core::arch::x86_64::_rdtsc() }
    }
    #[cfg(target_arch = "aarch64")]
    {
        let ticks: u64;
        // SAFETY: reads the virtual counter, which the system lets user mode read; touches neither memory nor flags.
        unsafe { core::arch::asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nomem, nostack, preserves_flags)) };
        ticks
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    compile_error!("the floor needs a counter that one instruction reads: add this target's");
}

/// Adds to the thread's total.
#[inline(always)]
pub(crate) fn add(ticks: u64) {
    TOTAL.set(TOTAL.get().wrapping_add(ticks));
}
