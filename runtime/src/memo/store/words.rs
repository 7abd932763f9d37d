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

/// A place for an entry, and whether it is empty or one of an entry that is gone.
#[derive(Clone, Copy, Debug)]
pub(in crate::memo) struct Place {
    at: usize,
    pub(in crate::memo) is_empty: bool,
}

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

    /// Shows `see` the entries, pending or complete, on the hash's way that may have this hash. The first free place on it.
    ///
    /// # Safety
    ///
    /// The array is valid, and nobody else writes.
    #[inline(always)]
    pub(in crate::memo) unsafe fn survey(self, hash: u64, mut see: impl FnMut(NonNull<E>)) -> Place {
        let mut place = (hash >> self.shift()) as usize;
        let mut free = None;
        loop {
            // SAFETY: `place` is less than the length.
            let word = Word::read(unsafe { self.at(place) }.load(Ordering::Relaxed));
            if let Some(entry) = word.relative(hash) {
                see(entry);
            } else if word.pointer().is_null() {
                return free.unwrap_or(Place { at: place, is_empty: true });
            } else if free.is_none() && !word.is_entry() {
                free = Some(Place { at: place, is_empty: false });
            }
            place = (place + 1) & (self.len() - 1);
        }
    }

    /// Writes an entry whose value is still being computed.
    ///
    /// # Safety
    ///
    /// The place is free, and one of this array on the hash's way that no free one is before; nobody else writes.
    #[inline(always)]
    pub(in crate::memo) unsafe fn announce(self, place: Place, hash: u64, entry: NonNull<E>) {
        // SAFETY: as the caller promises.
        unsafe { self.at(place.at) }.store(Word::pending(entry, hash).pointer(), Ordering::Relaxed);
    }

    /// The entry, which was announced there or before the array grew, is complete.
    ///
    /// # Safety
    ///
    /// The array is valid, holds the entry, and nobody else writes.
    #[inline(always)]
    pub(in crate::memo) unsafe fn complete(self, place: Place, hash: u64, entry: NonNull<E>) {
        let pending = Word::pending(entry, hash).pointer();
        // SAFETY: as the caller promises; a place that is less than the length is one of this array.
        unsafe {
            let is_there = place.at < self.len() && self.at(place.at).load(Ordering::Relaxed) == pending;
            let at = if is_there { place.at } else { self.seek(hash, |word| word.pointer() == pending).at };
            self.at(at).store(Word::of(entry, hash).pointer(), Ordering::Release);
        }
    }

    /// Writes an entry into the first free place on its way. True if that was empty, and not one of an entry that is gone.
    ///
    /// # Safety
    ///
    /// The array is valid, has an empty place, and nobody else writes.
    pub(in crate::memo) unsafe fn place(self, hash: u64, entry: NonNull<E>) -> bool {
        // SAFETY: as the caller promises.
        unsafe { self.place_word(hash, Word::of(entry, hash)) }
    }

    /// # Safety
    ///
    /// As for [`place`](Words::place).
    unsafe fn place_word(self, hash: u64, word: Word<E>) -> bool {
        // SAFETY: as the caller promises.
        let place = unsafe { self.seek(hash, |word| !word.is_entry()) };
        // SAFETY: `seek` returns places of the array.
        unsafe { self.at(place.at) }.store(word.pointer(), Ordering::Release);
        place.is_empty
    }

    /// Writes all entries of another array, pending or complete, into this one, which is empty and has room for them.
    ///
    /// # Safety
    ///
    /// Both arrays are valid, and nobody else writes; `hash_of` says the entries' hashes.
    pub(in crate::memo) unsafe fn take_over(self, old: Words<E>, hash_of: impl Fn(NonNull<E>) -> u64) {
        let places = if old.is_nothing() { 0 } else { old.len() };
        for place in 0..places {
            // SAFETY: `place` is less than the length; the rest is as the caller promises.
            unsafe {
                let word = Word::read(old.at(place).load(Ordering::Relaxed));
                if let Some(entry) = word.entry().filter(|_| word.is_entry()) {
                    self.place_word(hash_of(entry), word);
                }
            }
        }
    }

    /// Puts `new` in the place of `old`, which is in the array and has the same hash.
    ///
    /// # Safety
    ///
    /// The array is valid, holds `old`, and nobody else writes.
    pub(in crate::memo) unsafe fn replace(self, hash: u64, old: NonNull<E>, new: NonNull<E>) {
        // SAFETY: as the caller promises.
        let place = unsafe { self.seek(hash, |word| word.is_entry() && word.entry() == Some(old)) };
        // SAFETY: `seek` returns places of the array.
        unsafe { self.at(place.at) }.store(Word::of(new, hash).pointer(), Ordering::Release);
    }

    /// Takes `old` out, pending or complete, which is in the array. How many places are empty now that were not: none, or, where
    /// the way ends behind `old`, its own and those before it of entries that are gone.
    ///
    /// # Safety
    ///
    /// The array is valid, holds `old`, and nobody else writes.
    pub(in crate::memo) unsafe fn remove(self, hash: u64, old: NonNull<E>) -> usize {
        let last = self.len() - 1;
        // SAFETY: as the caller promises; all places are less than the length.
        unsafe {
            let mut place = self.seek(hash, |word| word.is_entry() && word.entry() == Some(old)).at;
            if !self.at((place + 1) & last).load(Ordering::Relaxed).is_null() {
                self.at(place).store(core::ptr::without_provenance_mut(GONE), Ordering::Release);
                return 0;
            }
            let mut emptied = 0;
            loop {
                self.at(place).store(null_mut(), Ordering::Release);
                emptied += 1;
                place = place.wrapping_sub(1) & last;
                if self.at(place).load(Ordering::Relaxed).addr() != GONE {
                    return emptied;
                }
            }
        }
    }

    /// # Safety
    ///
    /// The array is valid and longer than `place`.
    #[inline(always)]
    unsafe fn at<'a>(self, place: usize) -> &'a AtomicPtr<E> {
        // SAFETY: as the caller promises.
        unsafe { &*self.array().add(place) }
    }

    /// The first place on the hash's way that is `wanted` or empty.
    #[inline(always)]
    unsafe fn seek(self, hash: u64, wanted: impl Fn(Word<E>) -> bool) -> Place {
        let mut place = (hash >> self.shift()) as usize;
        loop {
            // SAFETY: `place` is less than the length.
            let now = Word::read(unsafe { self.at(place) }.load(Ordering::Relaxed));
            if now.pointer().is_null() || wanted(now) {
                return Place { at: place, is_empty: now.pointer().is_null() };
            }
            place = (place + 1) & (self.len() - 1);
        }
    }

    /// All entries that are complete.
    ///
    /// # Safety
    ///
    /// The array stays valid while the iterator is used.
    pub(in crate::memo) unsafe fn entries(self) -> impl Iterator<Item = NonNull<E>> {
        let places = if self.is_nothing() { 0 } else { self.len() };
        (0..places).filter_map(move |place| {
            // SAFETY: `place` is less than the length.
            let word = Word::read(unsafe { self.at(place) }.load(Ordering::Acquire));
            if word.is_complete() { word.entry() } else { None }
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
            assert_eq!(words.remove(hash(2), items[2]), 0);
            assert_eq!(words.find(hash(4), |entry| entry == items[4]), Some(items[4]));
            assert_eq!(words.find(hash(2), |entry| entry == items[2]), None);
            assert!(!words.place(hash(2), items[2]), "a place of an entry that is gone is used again");
            assert_eq!(words.entries().count(), 6);
            assert_eq!(words.remove(hash(4), items[4]), 0);
            assert_eq!(words.remove(hash(5), items[5]), 2, "the way ends behind it");
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
