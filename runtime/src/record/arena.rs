// unsafe: hands out raw zeroed memory.
//! Zeroed memory that never comes from the program's allocator.
//!
//! A timed function may be the allocator, or run inside it: memory for records must not lead back there.
//! On unix it is mapped from the kernel, elsewhere (and under Miri) it comes from `System`. It is never given
//! back: a record outlives its thread and serves the next one.

use core::cell::Cell;
use core::ptr::{NonNull, null_mut};

/// What is mapped at once. Pages that nobody touches take no memory.
const CHUNK: usize = 256 * 1024;
/// Every piece starts at a multiple of this: no two pieces share a pair of cache lines.
pub(super) const ALIGN: usize = 128;

/// One thread's supply of memory.
#[derive(Debug)]
pub(super) struct Arena {
    next: Cell<*mut u8>,
    left: Cell<usize>,
}

impl Arena {
    pub(super) const fn new() -> Arena {
        Arena { next: Cell::new(null_mut()), left: Cell::new(0) }
    }

    /// Zeroed memory for one `T` that is never freed; `None` when the system has no more.
    ///
    /// The caller may use it as a `T` only if all-zero bytes are a valid `T`, or writes one first.
    pub(super) fn take<T>(&self) -> Option<NonNull<T>> {
        const { assert!(align_of::<T>() <= ALIGN) };
        self.take_bytes(size_of::<T>()).map(NonNull::cast)
    }

    /// Zeroed memory for `count` values of `T`.
    pub(super) fn take_many<T>(&self, count: usize) -> Option<NonNull<T>> {
        const { assert!(align_of::<T>() <= ALIGN) };
        self.take_bytes(size_of::<T>().checked_mul(count)?).map(NonNull::cast)
    }

    fn take_bytes(&self, bytes: usize) -> Option<NonNull<u8>> {
        let bytes = bytes.checked_next_multiple_of(ALIGN)?;
        if bytes > self.left.get() {
            let chunk = CHUNK.max(bytes);
            self.next.set(map(chunk)?.as_ptr());
            self.left.set(chunk);
        }
        let piece = self.next.get();
        self.next.set(piece.wrapping_add(bytes));
        self.left.set(self.left.get() - bytes);
        NonNull::new(piece)
    }
}

#[cfg(all(unix, not(miri)))]
fn map(bytes: usize) -> Option<NonNull<u8>> {
    // SAFETY: a fresh private mapping at an address of the kernel's choice touches no memory of anybody's.
    let at = unsafe {
        let (read_write, private) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANON);
        libc::mmap(null_mut(), bytes, read_write, private, -1, 0)
    };
    if at == libc::MAP_FAILED { None } else { NonNull::new(at.cast()) }
}

#[cfg(not(all(unix, not(miri))))]
fn map(bytes: usize) -> Option<NonNull<u8>> {
    use std::alloc::{GlobalAlloc, Layout, System};
    let layout = Layout::from_size_align(bytes, ALIGN).ok()?;
    // SAFETY: `bytes` is not zero, since a chunk never is.
    NonNull::new(unsafe { System.alloc_zeroed(layout) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_zeroed_aligned_and_apart() {
        let arena = Arena::new();
        let first = arena.take::<[u64; 20]>().unwrap();
        let second = arena.take::<[u64; 20]>().unwrap();
        assert_eq!(first.addr().get() % ALIGN, 0);
        assert_eq!(second.addr().get() - first.addr().get(), 256);
        // SAFETY: both pieces are zeroed memory of this size, and an array of integers may be all zero.
        assert_eq!(unsafe { (first.read(), second.read()) }, ([0; 20], [0; 20]));
    }

    #[test]
    fn a_piece_larger_than_a_chunk_has_a_mapping_of_its_own() {
        let arena = Arena::new();
        assert!(arena.take_many::<u64>(CHUNK).is_some());
        assert!(arena.take_many::<u64>(usize::MAX / 2).is_none());
    }
}
