// unsafe: frees what nobody can see any longer.
//! What was taken out of a table and waits until no reader can see it.

use core::ptr::NonNull;
use core::time::Duration;

use super::shard::Shard;
use super::{EntryOf, Table};
use crate::memo::grace::{Reader, busy_readers, current};
use crate::memo::kind::Kind;
use crate::memo::store::{Entry, Words};

/// How often `clear` looks again before it leaves what busy readers hold back to later: for about a millisecond.
const PATIENCE: u32 = 64;
/// How long it sleeps between two looks, once it has looked some times.
const NAP: Duration = Duration::from_micros(30);

pub(super) enum Garbage<E> {
    /// An array whose entries live on in another.
    Words(Words<E>),
    /// An array and its entries.
    All(Words<E>),
    /// An entry with a value.
    Entry(NonNull<E>),
    /// An entry without.
    Key(NonNull<E>),
}

/// Garbage that these readers may still see; for ever, if that could not be told.
pub(super) struct Waiting<E> {
    readers: Option<Vec<&'static Reader>>,
    garbage: Vec<Garbage<E>>,
}

impl<E> Garbage<E> {
    pub(super) fn bytes(&self) -> usize {
        match self {
            Garbage::Words(words) | Garbage::All(words) => words.bytes(),
            Garbage::Entry(_) | Garbage::Key(_) => size_of::<E>(),
        }
    }
}

impl<E> Waiting<E> {
    fn is_over(&mut self) -> bool {
        let Some(readers) = &mut self.readers else { return false };
        readers.retain(|reader| reader.is_busy());
        readers.is_empty()
    }
}

type GarbageOf<K, V, P> = Garbage<EntryOf<K, V, P>>;

impl<K, V, P: Kind> Table<K, V, P> {
    /// Frees garbage of a shard, or notes who holds it back. Not to be called under the lock.
    #[inline]
    pub(super) fn free(&self, shard: &Shard<K, V, P>, garbage: Vec<GarbageOf<K, V, P>>) {
        if !garbage.is_empty() {
            self.free_some(shard, garbage);
        }
    }

    #[cold]
    fn free_some(&self, shard: &Shard<K, V, P>, garbage: Vec<GarbageOf<K, V, P>>) {
        let mut waiting = core::mem::take(&mut shard.lock().waiting);
        waiting.push(Waiting { readers: busy_readers(), garbage });
        self.free_waiting(shard, waiting);
    }

    /// Frees the garbage of all shards, with some patience for readers.
    pub(super) fn free_all(&self) {
        let mut all: Vec<Waiting<EntryOf<K, V, P>>> = Vec::new();
        let mut belongs = Vec::new();
        for shard in &self.shards {
            let mut state = shard.lock();
            all.push(Waiting { readers: None, garbage: state.all_garbage() });
            belongs.push(shard);
        }
        let readers = busy_readers();
        let me = current().map(core::ptr::from_ref);
        let can_wait = |reader: &&&'static Reader| Some(core::ptr::from_ref(**reader)) != me;
        for look in 0..PATIENCE {
            let busy = readers.iter().flatten().filter(can_wait).any(|reader| reader.is_busy());
            match busy {
                false => break,
                true if look < PATIENCE / 2 => std::thread::yield_now(),
                true => std::thread::sleep(NAP),
            }
        }
        for (mut batch, shard) in all.into_iter().zip(belongs) {
            batch.readers.clone_from(&readers);
            let mut waiting = core::mem::take(&mut shard.lock().waiting);
            waiting.push(batch);
            self.free_waiting(shard, waiting);
            let mut state = shard.lock();
            state.slab.shrink();
            state.size_up();
        }
    }

    fn free_waiting(&self, shard: &Shard<K, V, P>, waiting: Vec<Waiting<EntryOf<K, V, P>>>) {
        for mut batch in waiting {
            if batch.is_over() {
                // SAFETY: no reader can see it any longer.
                unsafe { drop_garbage(shard, batch.garbage) };
            } else {
                shard.lock().waiting.push(batch);
            }
        }
    }
}

/// Drops keys and values, then gives the memory back under the lock.
///
/// # Safety
///
/// The garbage is this shard's, and nobody can see it.
unsafe fn drop_garbage<K, V, P: Kind>(shard: &Shard<K, V, P>, garbage: Vec<GarbageOf<K, V, P>>) {
    let mut places = Vec::new();
    for garbage in garbage {
        // SAFETY: as the caller promises; each entry is in one piece of garbage.
        unsafe {
            match garbage {
                Garbage::Words(words) => words.free(),
                Garbage::All(words) => {
                    for entry in words.entries() {
                        Entry::drop_parts(entry, true);
                        places.push(entry);
                    }
                    words.free();
                }
                Garbage::Entry(entry) => {
                    Entry::drop_parts(entry, true);
                    places.push(entry);
                }
                Garbage::Key(entry) => {
                    Entry::drop_parts(entry, false);
                    places.push(entry);
                }
            }
        }
    }
    let mut state = shard.lock();
    // SAFETY: the places are bare now.
    places.into_iter().for_each(|place| unsafe { state.slab.give_back(place) });
    state.size_up();
}

impl<K, V, P: Kind> Drop for Table<K, V, P> {
    fn drop(&mut self) {
        for shard in &mut self.shards {
            let state = shard.get_mut();
            let mut garbage = state.all_garbage();
            garbage.extend(core::mem::take(&mut state.waiting).into_iter().flat_map(|waiting| waiting.garbage));
            garbage.push(Garbage::All(core::mem::replace(&mut state.words, Words::nothing())));
            // SAFETY: nobody else has the table any longer, so nobody reads it.
            unsafe { drop_garbage(shard, garbage) };
            shard.get_mut().leave_tally();
        }
        if let Some(tally) = self.tally {
            tally.leave(self.number);
        }
    }
}
