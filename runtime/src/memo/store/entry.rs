// unsafe: parts of an entry are initialised at different times.
//! A key, its value, and what the table must know of them.

use core::mem::MaybeUninit;
use core::ptr::NonNull;

use super::slab::Placed;

/// What an entry begins with, whatever its key and value are.
#[derive(Debug)]
#[repr(C)]
pub struct Head<S> {
    pub(in crate::memo) hash: u64,
    chunk: u32,
    pub(in crate::memo) stamp: S,
}

/// One entry. The key is written when a call begins to compute the value, the value when it has been computed; only then
/// does the array point to the entry.
#[repr(C)]
pub(in crate::memo) struct Entry<K, V, S> {
    head: Head<S>,
    key: MaybeUninit<K>,
    value: MaybeUninit<V>,
}

// SAFETY: `chunk` is one field, written by one and read by the other.
unsafe impl<K, V, S> Placed for Entry<K, V, S> {
    unsafe fn set_chunk(place: NonNull<Self>, chunk: u32) {
        // SAFETY: the caller may write the place.
        unsafe { (&raw mut (*place.as_ptr()).head.chunk).write(chunk) };
    }

    unsafe fn chunk(place: NonNull<Self>) -> u32 {
        // SAFETY: the caller may read the place.
        unsafe { (&raw const (*place.as_ptr()).head.chunk).read() }
    }
}

impl<K, V, S> Entry<K, V, S> {
    /// Writes hash and key.
    ///
    /// # Safety
    ///
    /// The place is the caller's alone.
    pub(in crate::memo) unsafe fn begin(place: NonNull<Self>, hash: u64, key: K) {
        let entry = place.as_ptr();
        // SAFETY: as the caller promises.
        unsafe {
            (&raw mut (*entry).head.hash).write(hash);
            (&raw mut (*entry).key).write(MaybeUninit::new(key));
        }
    }

    /// Writes stamp and value.
    ///
    /// # Safety
    ///
    /// [`begin`](Entry::begin) was called, and nobody reads either before the entry is published.
    pub(in crate::memo) unsafe fn complete(place: NonNull<Self>, stamp: S, value: V) {
        let entry = place.as_ptr();
        // SAFETY: as the caller promises.
        unsafe {
            (&raw mut (*entry).head.stamp).write(stamp);
            (&raw mut (*entry).value).write(MaybeUninit::new(value));
        }
    }

    /// The key.
    ///
    /// # Safety
    ///
    /// [`begin`](Entry::begin) was called, and the entry is not dropped while the reference lives.
    #[inline(always)]
    pub(in crate::memo) unsafe fn key<'a>(place: NonNull<Self>) -> &'a K {
        // SAFETY: as the caller promises; the reference is to the key alone, since the value may be being written.
        unsafe { (*place.as_ptr()).key.assume_init_ref() }
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// The entry was found in the array, and is not dropped while the reference lives.
    #[inline(always)]
    pub(in crate::memo) unsafe fn value<'a>(place: NonNull<Self>) -> &'a V {
        // SAFETY: as the caller promises.
        unsafe { (*place.as_ptr()).value.assume_init_ref() }
    }

    /// Hash and stamp.
    ///
    /// # Safety
    ///
    /// As for [`value`](Entry::value).
    #[inline(always)]
    pub(in crate::memo) unsafe fn head<'a>(place: NonNull<Self>) -> &'a Head<S> {
        // SAFETY: as the caller promises.
        unsafe { &(*place.as_ptr()).head }
    }

    /// The hash.
    ///
    /// # Safety
    ///
    /// As for [`key`](Entry::key).
    #[inline(always)]
    pub(in crate::memo) unsafe fn hash(place: NonNull<Self>) -> u64 {
        // SAFETY: as the caller promises.
        unsafe { (&raw const (*place.as_ptr()).head.hash).read() }
    }

    /// Drops the key, and the value if there is one; the place is bare again.
    ///
    /// # Safety
    ///
    /// [`begin`](Entry::begin) was called, [`complete`](Entry::complete) too if `complete`, and nobody uses the entry any longer.
    pub(in crate::memo) unsafe fn drop_parts(place: NonNull<Self>, complete: bool) {
        let entry = place.as_ptr();
        // SAFETY: as the caller promises. A value whose drop panics leaves its key behind, which only leaks.
        unsafe {
            if complete {
                (*entry).value.assume_init_drop();
            }
            (*entry).key.assume_init_drop();
        }
    }
}
