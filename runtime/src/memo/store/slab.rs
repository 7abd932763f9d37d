// unsafe: hands out places in chunks of memory.
//! Places for entries, in chunks that are each a quarter of what there is and are given back when they are empty.

use core::ptr::NonNull;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};

use super::cache::fetch;

/// Places in the first chunk.
const FIRST: usize = 8;
/// What a chunk takes at most, if more than one place fits in.
const CHUNK_BYTES: usize = 64 * 1024;

/// What lies in a place and knows which chunk it is in.
///
/// # Safety
///
/// `set_chunk` must be kept by `chunk`, on a place whose other parts are not initialised.
pub(in crate::memo) unsafe trait Placed {
    /// Writes the number of the chunk.
    ///
    /// # Safety
    ///
    /// `place` is valid for writes.
    unsafe fn set_chunk(place: NonNull<Self>, chunk: u32);

    /// The number that was written.
    ///
    /// # Safety
    ///
    /// `place` is valid for reads and [`set_chunk`](Placed::set_chunk) was called on it.
    unsafe fn chunk(place: NonNull<Self>) -> u32;
}

/// Places that are handed out and taken back; whether something lies in them is the caller's business.
pub(in crate::memo) struct Slab<T> {
    chunks: Vec<Option<Chunk<T>>>,
    /// Chunks that may have room; the last one is tried first.
    roomy: Vec<u32>,
    /// Numbers of chunks that were given back.
    vacant: Vec<u32>,
    bytes: usize,
}

struct Chunk<T> {
    first: NonNull<T>,
    /// How many places there are, how many were ever handed out, and how many are out now.
    len: usize,
    used: usize,
    out: usize,
    /// The places that came back, each with a pointer to the next.
    free: Option<NonNull<T>>,
}

// SAFETY: a slab owns its chunks, as a `Vec<T>` does.
unsafe impl<T: Send> Send for Slab<T> {}

impl<T: Placed> Slab<T> {
    pub(in crate::memo) const fn new() -> Slab<T> {
        const { assert!(size_of::<T>() >= size_of::<*mut T>() && align_of::<T>() >= align_of::<*mut T>()) };
        Slab { chunks: Vec::new(), roomy: Vec::new(), vacant: Vec::new(), bytes: 0 }
    }

    /// A place in which only the number of its chunk is written.
    #[inline]
    pub(in crate::memo) fn take(&mut self) -> NonNull<T> {
        loop {
            let Some(number) = self.roomy.last().copied() else {
                self.grow();
                continue;
            };
            let Some(place) = self.chunks[number as usize].as_mut().and_then(Chunk::take) else {
                self.roomy.pop();
                continue;
            };
            // SAFETY: the place is the caller's alone from here on.
            unsafe { T::set_chunk(place, number) };
            return place;
        }
    }

    /// Takes a place back.
    ///
    /// # Safety
    ///
    /// The place came from this slab's `take`, nothing is left in it to drop, and nobody uses it any longer.
    pub(in crate::memo) unsafe fn give_back(&mut self, place: NonNull<T>) {
        // SAFETY: `take` wrote the number.
        let number = unsafe { T::chunk(place) };
        let Some(chunk) = &mut self.chunks[number as usize] else { return };
        let was_full = chunk.free.is_none() && chunk.used == chunk.len;
        // SAFETY: the place is as large as a pointer, as aligned, and nobody's.
        unsafe { place.cast::<Option<NonNull<T>>>().write(chunk.free) };
        chunk.free = Some(place);
        chunk.out -= 1;
        if chunk.out == 0 && self.roomy.last() != Some(&number) {
            self.free_chunk(number);
        } else if was_full && !self.roomy.contains(&number) {
            // Below the newest, which is filled first.
            self.roomy.insert(self.roomy.len().saturating_sub(1), number);
        }
    }

    /// Gives the last chunks back, if no place is out.
    pub(in crate::memo) fn shrink(&mut self) {
        for number in 0..self.chunks.len() {
            if self.chunks[number].as_ref().is_some_and(|chunk| chunk.out == 0) {
                self.free_chunk(number as u32);
            }
        }
    }

    fn free_chunk(&mut self, number: u32) {
        if let Some(chunk) = self.chunks[number as usize].take() {
            self.bytes -= chunk.len * size_of::<T>();
            self.roomy.retain(|roomy| *roomy != number);
            self.vacant.push(number);
        }
    }

    fn grow(&mut self) {
        let most = (CHUNK_BYTES / size_of::<T>()).max(1);
        let places = self.bytes / size_of::<T>();
        let len = (places / 4).clamp(FIRST.min(most), most);
        let chunk = Chunk::new(len);
        self.bytes += len * size_of::<T>();
        let number = self.vacant.pop().unwrap_or_else(|| {
            self.chunks.push(None);
            self.chunks.len() as u32 - 1
        });
        self.chunks[number as usize] = Some(chunk);
        self.roomy.push(number);
    }

    /// The memory of all chunks.
    pub(in crate::memo) fn bytes(&self) -> usize {
        self.bytes
    }
}

impl<T> Chunk<T> {
    fn layout(len: usize) -> Layout {
        Layout::array::<T>(len).expect("a chunk is small, or one entry")
    }

    fn new(len: usize) -> Chunk<T> {
        let layout = Chunk::<T>::layout(len);
        // SAFETY: the layout is not empty, since an entry is at least a pointer large.
        let first = unsafe { alloc(layout) };
        let Some(first) = NonNull::new(first.cast()) else { handle_alloc_error(layout) };
        Chunk { first, len, used: 0, out: 0, free: None }
    }

    #[inline]
    fn take(&mut self) -> Option<NonNull<T>> {
        let place = match self.free {
            Some(place) => {
                // SAFETY: `give_back` wrote the next one there.
                self.free = unsafe { place.cast::<Option<NonNull<T>>>().read() };
                self.free.into_iter().for_each(|next| fetch(next.as_ptr()));
                place
            }
            None if self.used < self.len => {
                self.used += 1;
                // SAFETY: within the chunk.
                unsafe { self.first.add(self.used - 1) }
            }
            None => return None,
        };
        self.out += 1;
        Some(place)
    }
}

impl<T> Drop for Chunk<T> {
    fn drop(&mut self) {
        // SAFETY: it was allocated by this layout, and whoever drops a chunk has emptied it.
        unsafe { dealloc(self.first.as_ptr().cast(), Chunk::<T>::layout(self.len)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    struct Item {
        value: u64,
        chunk: u32,
    }

    // SAFETY: `chunk` is one field, written by one and read by the other.
    unsafe impl Placed for Item {
        unsafe fn set_chunk(place: NonNull<Item>, chunk: u32) {
            // SAFETY: the caller may write it.
            unsafe { (&raw mut (*place.as_ptr()).chunk).write(chunk) };
        }

        unsafe fn chunk(place: NonNull<Item>) -> u32 {
            // SAFETY: the caller may read it.
            unsafe { (&raw const (*place.as_ptr()).chunk).read() }
        }
    }

    fn put(slab: &mut Slab<Item>, value: u64) -> NonNull<Item> {
        let place = slab.take();
        // SAFETY: a fresh place.
        unsafe { (&raw mut (*place.as_ptr()).value).write(value) };
        place
    }

    #[test]
    fn places_are_apart_and_come_back() {
        let mut slab = Slab::<Item>::new();
        let places: Vec<_> = (0..1000).map(|value| put(&mut slab, value)).collect();
        for (value, place) in places.iter().enumerate() {
            // SAFETY: written above.
            assert_eq!(unsafe { place.as_ref() }.value, value as u64);
        }
        let full = slab.bytes();
        for place in &places[..500] {
            // SAFETY: taken above, and not used again.
            unsafe { slab.give_back(*place) };
        }
        assert!(slab.bytes() < full, "empty chunks are given back");
        for value in 0..500 {
            put(&mut slab, value);
        }
        assert!(slab.bytes() <= 2 * full, "places are used again");
    }

    #[test]
    fn an_empty_slab_holds_nothing() {
        let mut slab = Slab::<Item>::new();
        let places: Vec<_> = (0..100).map(|value| put(&mut slab, value)).collect();
        for place in places.into_iter().rev() {
            // SAFETY: taken above, and not used again.
            unsafe { slab.give_back(place) };
        }
        slab.shrink();
        assert_eq!(slab.bytes(), 0);
        put(&mut slab, 1);
        assert!(slab.bytes() > 0);
    }
}
