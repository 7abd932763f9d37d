// unsafe: completes entries that are not published yet.
//! Changes from outside of a call.

use super::{Sought, Table, hash_of, key_in};
use crate::memo::key::Key;
use crate::memo::kind::{Kind, Order};
use crate::memo::store::Entry;

impl<K: 'static, V, P: Kind> Table<K, V, P> {
    /// Keeps a value for a key, in place of the old one. A body that runs for the key now will not be kept.
    pub fn insert<Q: Key<Owned = K>>(&self, key: Q, value: V) {
        self.insert_weighing(key, value, |_| 1);
    }

    /// [`insert`](Table::insert) for a table with `max_weight`.
    pub fn insert_weighing<Q: Key<Owned = K>>(&self, key: Q, value: V, weigh: impl FnOnce(&V) -> u64) {
        if self.setup.is_off {
            return;
        }
        let hash = hash_of(&key);
        let (owned, weight) = (key.own(), weigh(&value));
        let (shard, _) = self.shard(hash);
        let entry = shard.lock().slab.take();
        // SAFETY: a fresh place, which nobody reads before it is published.
        unsafe {
            Entry::begin(entry, hash, owned);
            Entry::complete(entry, P::Order::stamp(&self.setup, weight), value);
        }
        let mut reading = None;
        let garbage = self.resolve(
            Sought { hash, alike: Q::alike },
            entry,
            key_in,
            Some(entry),
            &mut reading,
            |state, words, entry, same, _| {
                same.flight.into_iter().for_each(|flight| state.detach(flight));
                state.put(entry, same.entry, words);
                state.due_garbage()
            },
        );
        drop(reading);
        self.free(shard, garbage);
    }

    /// Forgets what is kept for a key. Callers that come later compute it anew, even if a body runs for it now.
    pub fn invalidate<Q: Key<Owned = K>>(&self, key: &Q) {
        let hash = hash_of(key);
        let mut reading = None;
        let owned = key.own();
        let garbage = self.resolve(
            Sought { hash, alike: Q::alike },
            &owned,
            |key| key,
            None,
            &mut reading,
            |state, _, _, same, _| {
                same.flight.into_iter().for_each(|flight| state.detach(flight));
                same.entry.into_iter().for_each(|entry| state.remove(entry));
                state.due_garbage()
            },
        );
        drop(reading);
        self.free(self.shard(hash).0, garbage);
    }
}

impl<K, V, P: Kind> Table<K, V, P> {
    /// Forgets everything and gives the memory back. Callers that come later compute anew.
    ///
    /// A thread that is reading a value by reference at this moment holds back what it may see; that is given back when
    /// somebody next changes the table.
    pub fn clear(&self) {
        self.take_all_out();
        self.free_all();
    }

    pub(super) fn take_all_out(&self) {
        for (shard, words) in self.shards.iter().zip(&self.words) {
            shard.lock().clear(words);
        }
    }
}
