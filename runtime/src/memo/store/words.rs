// unsafe: an array behind a pointer that says how long it is.
//! The array that a hash leads into: one word for each place, a pointer to an entry with part of the hash in its unused
//! bits. Open addressing, one step at a time.
//!
//! The array is behind a single pointer whose low bits say by how far to shift a hash to get a place, so that a reader needs
//! one load to know both. The high bits of a hash choose the place, the low ones are the tag.

use super::word::{END, GONE, Word};
use core::marker::PhantomData;
use core::ptr::{NonNull, null_mut};
use core::sync::atomic::{AtomicPtr, Ordering};
use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};

/// Arrays are aligned to this; the bits below it hold the shift.
const ALIGN: usize = 64;
const SHIFT: usize = ALIGN - 1;

/// An array of words. A copy of it is valid as long as the array is.
#[derive(Debug)]
pub(in crate::memo) struct Words<E> {
    packed: *mut u8,
    of: PhantomData<*mut E>,
}

impl<E> Clone for Words<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Words<E> {}

#[repr(align(64))]
struct Nothing([AtomicPtr<u8>; 2]);

/// The array of a table that holds nothing: it is never written.
static NOTHING: Nothing = Nothing([AtomicPtr::new(null_mut()), AtomicPtr::new(null_mut())]);

impl<E> Words<E> {
    /// The array of a table that holds nothing.
    pub(in crate::memo) fn nothing() -> Words<E> {
        let array = core::ptr::from_ref(&NOTHING.0).cast_mut().cast::<u8>();
        Words { packed: array.map_addr(|address| address | 63), of: PhantomData }
    }

    pub(in crate::memo) fn is_nothing(self) -> bool {
        self.packed == Words::<E>::nothing().packed
    }

    /// An array of `1 << bits` empty words.
    pub(in crate::memo) fn with_bits(bits: u32) -> Words<E> {
        debug_assert!((1..48).contains(&bits));
        let layout = Words::<E>::layout(bits);
        // SAFETY: the layout is not empty. All words are null, which is a valid word.
        let array = unsafe { alloc_zeroed(layout) };
        if array.is_null() {
            handle_alloc_error(layout);
        }
        // SAFETY: the layout has room for one word more.
        unsafe { array.cast::<*mut E>().add(1 << bits).write(core::ptr::without_provenance_mut(END)) };
        Words { packed: array.map_addr(|address| address | (64 - bits) as usize), of: PhantomData }
    }

    fn layout(bits: u32) -> Layout {
        Layout::array::<AtomicPtr<E>>((1 << bits) + 1)
            .and_then(|layout| layout.align_to(ALIGN))
            .expect("an array of words fits")
    }

    /// Gives the array back.
    ///
    /// # Safety
    ///
    /// Nobody uses a copy of it any longer.
    pub(in crate::memo) unsafe fn free(self) {
        if !self.is_nothing() {
            // SAFETY: it was allocated by `with_bits`, by the same layout.
            unsafe { dealloc(self.array().cast(), Words::<E>::layout(self.bits())) };
        }
    }

    #[inline(always)]
    fn array(self) -> *mut AtomicPtr<E> {
        self.packed.map_addr(|address| address & !SHIFT).cast()
    }

    #[inline(always)]
    fn shift(self) -> u32 {
        (self.packed.addr() & SHIFT) as u32
    }

    pub(in crate::memo) fn bits(self) -> u32 {
        64 - self.shift()
    }

    pub(in crate::memo) fn len(self) -> usize {
        1 << self.bits()
    }

    pub(in crate::memo) fn bytes(self) -> usize {
        if self.is_nothing() { 0 } else { (self.len() + 1) * size_of::<AtomicPtr<E>>() }
    }

    /// The first entry on the hash's way that `is_it`. The entries that it is asked for may have other hashes.
    ///
    /// # Safety
    ///
    /// The array is valid, and so are its entries, until this returns.
    #[inline(always)]
    pub(in crate::memo) unsafe fn find(
        self,
        hash: u64,
        mut is_it: impl FnMut(NonNull<E>) -> bool,
    ) -> Option<NonNull<E>> {
        let array = self.array();
        let mut place = (hash >> self.shift()) as usize;
        loop {
            // SAFETY: a hash without its low bits is less than the length.
            let word = Word::read(unsafe { &*array.add(place) }.load(Ordering::Acquire));
            if let Some(entry) = word.candidate(hash)
                && is_it(entry)
            {
                return Some(entry);
            }
            if word.pointer().is_null() {
                return None;
            }
            place = if word.pointer().addr() == END { 0 } else { place + 1 };
        }
    }

    /// Writes an entry into the first free place on its way. True if that was empty, and not one of an entry that is gone.
    ///
    /// # Safety
    ///
    /// The array is valid, has an empty place, and nobody else writes.
    pub(in crate::memo) unsafe fn place(self, hash: u64, entry: NonNull<E>) -> bool {
        // SAFETY: as the caller promises.
        let (place, empty) = unsafe { self.seek(hash, |word| !word.is_entry()) };
        // SAFETY: `seek` returns places of the array.
        unsafe { self.at(place) }.store(Word::of(entry, hash).pointer(), Ordering::Release);
        empty
    }

    /// Puts `new` in the place of `old`, which is in the array and has the same hash.
    ///
    /// # Safety
    ///
    /// The array is valid, holds `old`, and nobody else writes.
    pub(in crate::memo) unsafe fn replace(self, hash: u64, old: NonNull<E>, new: NonNull<E>) {
        // SAFETY: as the caller promises.
        let place = unsafe { self.seek(hash, |word| word.is_entry() && word.entry() == Some(old)) }.0;
        // SAFETY: `seek` returns places of the array.
        unsafe { self.at(place) }.store(Word::of(new, hash).pointer(), Ordering::Release);
    }

    /// Takes `old` out, which is in the array. How many places this left that are neither empty nor an entry's: one, or, where
    /// the way ends behind `old`, fewer than before by so many.
    ///
    /// # Safety
    ///
    /// The array is valid, holds `old`, and nobody else writes.
    pub(in crate::memo) unsafe fn remove(self, hash: u64, old: NonNull<E>) -> isize {
        let last = self.len() - 1;
        // SAFETY: as the caller promises; all places are less than the length.
        unsafe {
            let mut place = self.seek(hash, |word| word.is_entry() && word.entry() == Some(old)).0;
            if !self.at((place + 1) & last).load(Ordering::Relaxed).is_null() {
                self.at(place).store(core::ptr::without_provenance_mut(GONE), Ordering::Release);
                return 1;
            }
            self.at(place).store(null_mut(), Ordering::Release);
            let mut gone = 0;
            loop {
                place = place.wrapping_sub(1) & last;
                if self.at(place).load(Ordering::Relaxed).addr() != GONE {
                    return gone;
                }
                self.at(place).store(null_mut(), Ordering::Release);
                gone -= 1;
            }
        }
    }

    /// # Safety
    ///
    /// The array is valid and longer than `place`.
    unsafe fn at<'a>(self, place: usize) -> &'a AtomicPtr<E> {
        // SAFETY: as the caller promises.
        unsafe { &*self.array().add(place) }
    }

    /// The first place on the hash's way that is `wanted` or empty, and whether it is empty.
    unsafe fn seek(self, hash: u64, wanted: impl Fn(Word<E>) -> bool) -> (usize, bool) {
        let mut place = (hash >> self.shift()) as usize;
        loop {
            // SAFETY: `place` is less than the length.
            let now = Word::read(unsafe { self.at(place) }.load(Ordering::Relaxed));
            if now.pointer().is_null() || wanted(now) {
                return (place, now.pointer().is_null());
            }
            place = (place + 1) & (self.len() - 1);
        }
    }

    /// All entries.
    ///
    /// # Safety
    ///
    /// The array stays valid while the iterator is used.
    pub(in crate::memo) unsafe fn entries(self) -> impl Iterator<Item = NonNull<E>> {
        let places = if self.is_nothing() { 0 } else { self.len() };
        (0..places).filter_map(move |place| {
            // SAFETY: `place` is less than the length.
            let word = Word::read(unsafe { &*self.array().add(place) }.load(Ordering::Acquire));
            if word.is_entry() { word.entry() } else { None }
        })
    }

    /// What a reader loads.
    pub(in crate::memo) fn into_raw(self) -> *mut u8 {
        self.packed
    }

    /// Of what [`into_raw`](Words::into_raw) gave.
    #[inline(always)]
    pub(in crate::memo) fn from_raw(packed: *mut u8) -> Words<E> {
        Words { packed, of: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::TAGGED;
    use super::*;

    /// Everything on one way, past the end of the array and on at its beginning.
    #[test]
    fn entries_on_one_way_are_told_apart() {
        let mut items: Vec<u64> = (0..6).collect();
        let items: Vec<NonNull<u64>> = items.iter_mut().map(NonNull::from).collect();
        let words = Words::<u64>::with_bits(3);
        let hash = |number: usize| u64::MAX << 16 | number as u64;
        // SAFETY: the array and the items live to the end of the test.
        unsafe {
            for (number, item) in items.iter().enumerate() {
                assert_eq!(
                    words.find(hash(number), |_| true),
                    if number % 2 == 1 && TAGGED { Some(items[number - 1]) } else { None }
                );
                assert!(words.place(hash(number), *item));
            }
            assert_eq!(words.remove(hash(2), items[2]), 1);
            assert_eq!(words.find(hash(4), |entry| entry == items[4]), Some(items[4]));
            assert_eq!(words.find(hash(2), |entry| entry == items[2]), None);
            assert!(!words.place(hash(2), items[2]), "a place of an entry that is gone is used again");
            assert_eq!(words.entries().count(), 6);
            assert_eq!(words.remove(hash(4), items[4]), 1);
            assert_eq!(words.remove(hash(5), items[5]), -1, "the way ends behind it");
            words.free();
        }
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        // SAFETY: the empty array is valid for ever.
        unsafe {
            assert_eq!(Words::<u64>::nothing().find(u64::MAX, |_| true), None);
            assert_eq!(Words::<u64>::nothing().find(0, |_| true), None);
            assert_eq!(Words::<u64>::nothing().entries().count(), 0);
        }
    }
}
