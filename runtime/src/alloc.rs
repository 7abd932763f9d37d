// unsafe: an allocator is unsafe by its trait.
//! The allocator that counts: what a program installs for `#[profiled(memory)]`.

use std::alloc::{GlobalAlloc, Layout, System};

use crate::record::memory::{allocated, freed, reallocated, settle};

/// The program's allocator, counted: what `#[profiled(memory)]` needs.
///
/// ```
/// #[global_allocator]
/// static A: bedeck::Alloc = bedeck::Alloc::SYSTEM;
///
/// fn main() {
///     let held = vec![0_u8; 1 << 20];
///     let memory = bedeck::report().memory.expect("the program's allocator counts");
///     assert!(memory.live_bytes >= 1 << 20 && memory.peak_bytes >= memory.live_bytes);
///     drop(held);
/// }
/// ```
///
/// In front of another allocator: `static A: bedeck::Alloc<Other> = bedeck::Alloc::new(Other);`.
///
/// Every allocation is handed to the inner allocator as it came, and counted in plain thread-local numbers: no lock, no
/// initialisation, no memory of its own; at the end of a thread's first allocation the system is asked to tell when the
/// thread ends. What was asked for is counted, not what the inner allocator rounds it up to. A `realloc` counts as one
/// allocation of the new size and one free of the old one, whether or not the block moved. An allocation that fails
/// counts for nothing.
///
/// # Restrictions
///
/// Frees count where they happen: a thread may free more than it allocated, and only the process has a figure for what is
/// live. That is exact for the thread that asks for the report and for all that ended; of any other thread the last
/// 64 KiB may be missing. (Where the system has no POSIX threads, so may those of a thread that ended without a call of a
/// decorated function.) Without the feature `record` nothing is counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alloc<A = System>(A);

impl Alloc {
    /// The system's allocator, counted.
    pub const SYSTEM: Alloc = Alloc(System);
}

impl<A> Alloc<A> {
    /// Any allocator, counted.
    pub const fn new(inner: A) -> Alloc<A> {
        Alloc(inner)
    }
}

/// Whether anything is counted at all.
const COUNTS: bool = cfg!(feature = "record");

// What is rare is a tail call that hands the result through, so that the straight lines keep nothing for it.
//
// SAFETY: every call is handed to the inner allocator once and as it came, and so is its result.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Alloc<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are passed on.
        let block = unsafe { self.0.alloc(layout) };
        if COUNTS && !block.is_null() && allocated(layout.size()) { settled(block) } else { block }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are passed on.
        let block = unsafe { self.0.alloc_zeroed(layout) };
        if COUNTS && !block.is_null() && allocated(layout.size()) { settled(block) } else { block }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if COUNTS && freed(layout.size()) {
            // SAFETY: the caller's promises are passed on.
            return unsafe { free_settled(block, layout.size(), layout.align(), &self.0) };
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { self.0.dealloc(block, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promises are passed on.
        let block = unsafe { self.0.realloc(block, layout, new_size) };
        if COUNTS && !block.is_null() && reallocated(layout.size(), new_size) { settled(block) } else { block }
    }
}

#[cold]
#[inline(never)]
fn settled(block: *mut u8) -> *mut u8 {
    settle();
    block
}

/// The arguments come in the order in which the compiler hands them to an allocator: nothing has to be moved for the call.
///
/// # Safety
///
/// As [`GlobalAlloc::dealloc`]; size and alignment are those of a layout.
#[cold]
#[inline(never)]
unsafe fn free_settled<A: GlobalAlloc>(block: *mut u8, size: usize, align: usize, inner: &A) {
    settle();
    // SAFETY: the caller's promises are passed on.
    unsafe { inner.dealloc(block, Layout::from_size_align_unchecked(size, align)) }
}

#[cfg(all(test, feature = "record"))]
mod tests {
    use super::*;
    use crate::record::memory::{Spent, begin};

    /// Has nothing to give.
    struct Exhausted;

    // SAFETY: null is always allowed, and nothing is ever freed.
    unsafe impl GlobalAlloc for Exhausted {
        unsafe fn alloc(&self, _: Layout) -> *mut u8 {
            core::ptr::null_mut()
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    #[test]
    fn every_method_counts_what_was_asked_for() {
        let counted = Alloc::SYSTEM;
        let mark = begin();
        // SAFETY: each block is freed with the layout that it has by then.
        unsafe {
            let plain = counted.alloc(layout(100));
            let zeroed = counted.alloc_zeroed(layout(50));
            assert_eq!(*zeroed, 0);
            let grown = counted.realloc(plain, layout(100), 1000);
            counted.dealloc(zeroed, layout(50));
            counted.dealloc(grown, layout(1000));
        }
        let bytes = Spent { alloc_bytes: 1150, free_bytes: 1150, self_bytes: 1150, peak: 1050, ..Spent::default() };
        assert_eq!(mark.end(), Spent { alloc_count: 3, free_count: 3, ..bytes });
    }

    #[test]
    fn what_the_inner_allocator_refuses_counts_for_nothing() {
        let counted = Alloc::new(Exhausted);
        let mark = begin();
        // SAFETY: the layouts are not empty; `realloc` is told the truth about a block that `Exhausted` never looks at.
        unsafe {
            assert!(counted.alloc(layout(8)).is_null() && counted.alloc_zeroed(layout(8)).is_null());
            assert!(counted.realloc(core::ptr::dangling_mut(), layout(8), 16).is_null());
        }
        assert_eq!(mark.end(), Spent::default());
    }

    #[test]
    fn blocks_larger_than_what_a_thread_keeps_to_itself_come_back_too() {
        let counted = Alloc::SYSTEM;
        // SAFETY: the block is freed with its layout, and written inside.
        unsafe {
            let block = counted.alloc(layout(1 << 20));
            block.add((1 << 20) - 1).write(7);
            assert_eq!(block.add((1 << 20) - 1).read(), 7);
            counted.dealloc(block, layout(1 << 20));
        }
    }
}
