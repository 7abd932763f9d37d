//! A word of the array that a hash leads into: a pointer, and part of a hash in its unused bits.

use core::ptr::NonNull;

/// Whether pointers leave 16 high bits unused, as those to the lower half of 48 bits do. Android tags pointers itself.
pub(super) const TAGGED: bool =
    cfg!(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(target_os = "android")));
const TAG_AT: u32 = if TAGGED { 48 } else { 0 };
/// The tag of a hash is never 0, so that no word but an entry's has it.
const TAG_BITS: u64 = 0xffff;

/// What stands where an entry was taken out: a search goes on, and finds no entry there.
pub(super) const GONE: usize = 1;
/// What stands behind the last word: a search goes on at the first, without knowing how many there are.
pub(super) const END: usize = 2;

/// The bit that tells an entry whose value is still being computed. In a tagged word it is the lowest of the tag, which those of
/// complete entries have; else it is the lowest of the pointer, which they have not.
const STATE_AT: u32 = TAG_AT;

/// A word: nothing, `GONE`, `END`, or an entry, pending or complete.
#[derive(Debug)]
pub(super) struct Word<E>(*mut E);

impl<E> Clone for Word<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Word<E> {}

impl<E> Word<E> {
    /// What was read from an array.
    #[inline(always)]
    pub(super) fn read(pointer: *mut E) -> Word<E> {
        Word(pointer)
    }

    /// What is written into an array.
    #[inline(always)]
    pub(super) fn pointer(self) -> *mut E {
        self.0
    }

    #[inline(always)]
    fn tag(hash: u64) -> usize {
        (hash & TAG_BITS | 1) as usize
    }

    /// Of a complete entry.
    #[inline(always)]
    pub(super) fn of(entry: NonNull<E>, hash: u64) -> Word<E> {
        let pointer = entry.as_ptr();
        Word(if TAGGED { pointer.map_addr(|address| address | Word::<E>::tag(hash) << TAG_AT) } else { pointer })
    }

    /// Of an entry without a value, which no reader takes for its own.
    #[inline(always)]
    pub(super) fn pending(entry: NonNull<E>, hash: u64) -> Word<E> {
        Word(Word::of(entry, hash).0.map_addr(|address| address ^ 1 << STATE_AT))
    }

    #[inline(always)]
    fn is_pending(self) -> bool {
        (self.0.addr() >> STATE_AT & 1 == 0) == TAGGED
    }

    /// The entry, if the hash may be its own.
    #[inline(always)]
    pub(super) fn candidate(self, hash: u64) -> Option<NonNull<E>> {
        if TAGGED {
            if self.0.addr() >> TAG_AT != Word::<E>::tag(hash) {
                return None;
            }
        } else if !self.is_complete() {
            return None;
        }
        self.entry()
    }

    /// The entry, pending or complete, if the hash may be its own.
    #[inline(always)]
    pub(super) fn relative(self, hash: u64) -> Option<NonNull<E>> {
        let is_other = TAGGED && (self.0.addr() >> TAG_AT) | 1 != Word::<E>::tag(hash);
        if is_other || !self.is_entry() { None } else { self.entry() }
    }

    /// The entry of a word that has one.
    #[inline(always)]
    pub(super) fn entry(self) -> Option<NonNull<E>> {
        let mask = if TAGGED { (1 << TAG_AT) - 1 } else { !1 };
        NonNull::new(self.0.map_addr(|address| address & mask))
    }

    /// Whether there is an entry, pending or complete.
    #[inline(always)]
    pub(super) fn is_entry(self) -> bool {
        self.0.addr() > END
    }

    /// Whether there is an entry with a value.
    #[inline(always)]
    pub(super) fn is_complete(self) -> bool {
        self.is_entry() && !self.is_pending()
    }
}

/// Whether an entry there can be told from its tag.
pub(in crate::memo) fn can_point_to<E>(entry: NonNull<E>) -> bool {
    !TAGGED || entry.addr().get() >> TAG_AT == 0
}
