//! A table and the disk behind it: what the expansion calls where the table has nothing.

use core::fmt;
use core::time::Duration;

use super::backing::{Backing, Record};
use super::bytes::{Codec, Written};
use super::{Disk, Storable, StorableKey};
use crate::memo::key::Key;
use crate::memo::kind::{Kind, NEVER};
use crate::memo::table::Table;

/// Says whether two kept keys are the same.
pub type Alike<K> = fn(&K, &K) -> bool;

/// A run of the body, sync or async.
pub trait Computes<K, V> {
    /// The key, as long as the run has not ended.
    fn key(&self) -> Option<&K>;
    /// Whether another key is the same.
    fn alike(&self) -> Alike<K>;
    /// Whether the value may still be kept: not after the key was invalidated.
    fn is_wanted(&self) -> bool;
    /// Ends the run with a value that was computed so many nanoseconds ago.
    fn found(&mut self, value: V, age: u64, weigh: impl FnOnce(&V) -> u64) -> V;
    /// Ends the run.
    fn end(&mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V;
}

/// The table of one instance of a function, and its results on disk.
pub struct OnDisk<'t, K, V, P: Kind> {
    table: &'t Table<K, V, P>,
    store: Option<&'static dyn Backing>,
    keys: Codec<K>,
    values: Codec<V>,
}

impl<K, V, P: Kind> Clone for OnDisk<'_, K, V, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V, P: Kind> Copy for OnDisk<'_, K, V, P> {}

impl<K, V, P: Kind> fmt::Debug for OnDisk<'_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnDisk").field("store", &self.store).finish_non_exhaustive()
    }
}

impl<'t, K, V, P: Kind> OnDisk<'t, K, V, P> {
    pub(in crate::memo) fn new<C: 'static>(
        disk: Option<&'static Disk>,
        name: &'static str,
        table: &'t Table<K, V, P>,
    ) -> Self
    where
        K: StorableKey,
        V: Storable,
    {
        let disk = disk.filter(|_| !table.setup().is_off);
        let store = disk.and_then(|disk| disk.store::<C, K, V>(name));
        OnDisk { table, store, keys: Codec::NEW, values: Codec::NEW }
    }
}

impl<K: 'static, V: Clone, P: Kind> OnDisk<'_, K, V, P> {
    /// Ends a run with what the disk has for its key.
    pub fn find<R: Computes<K, V>>(self, run: &mut R, weigh: impl FnOnce(&V) -> u64) -> Option<V> {
        let (value, age) = self.look(run.key()?, run.alike())?;
        Some(run.found(value, age, weigh))
    }

    /// Ends a run with what its body returned, and writes that.
    pub fn finish<R: Computes<K, V>>(self, run: &mut R, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) -> V {
        if keep
            && run.is_wanted()
            && let Some(key) = run.key()
        {
            self.keep(key, &value);
            // Forgotten meanwhile: whoever did that may have been at the disk before this value was.
            if !run.is_wanted() {
                self.forget(key);
            }
        }
        run.end(value, keep, weigh)
    }

    /// Keeps a value of the user's. See [`Table::insert`].
    pub fn insert<Q: Key<Owned = K>>(self, key: Q, value: V, weigh: impl FnOnce(&V) -> u64) {
        let owned = key.own();
        let copy = self.store.map(|_| value.clone());
        // A run that is detached from here on takes away what it writes.
        self.table.insert_weighing(key, value, weigh);
        copy.iter().for_each(|value| self.keep(&owned, value));
    }

    /// Forgets what is kept for a key. See [`Table::invalidate`].
    pub fn invalidate<Q: Key<Owned = K>>(self, key: &Q) {
        self.table.invalidate(key);
        // Somebody may have read it from the disk before it was gone there.
        if self.forget(&key.own()) {
            self.table.invalidate(key);
        }
    }

    /// What the disk has for a key, without keeping it.
    pub fn peek<Q: Key<Owned = K>>(self, key: &Q) -> Option<V> {
        Some(self.look(&key.own(), Q::alike)?.0)
    }

    fn look(self, key: &K, alike: Alike<K>) -> Option<(V, u64)> {
        let store = self.store?;
        let sought = self.written(key)?;
        let setup = self.table.setup();
        let found = store.find(sought.hash(), time(setup.ttl.min(setup.refresh)))?;
        let content = &found.content;
        // What serde leaves out of a key may tell it from another one.
        let is_same =
            content.key() == sought.bytes && (self.keys.read)(content.key(), None).is_some_and(|own| alike(&own, key));
        if !is_same {
            return None;
        }
        let value = (self.values.read)(content.value(), Some(content.header.shape));
        if value.is_none() {
            store.say("has results that are not of the type that the function returns: computing anew");
        }
        Some((value?, found.age.as_nanos().try_into().unwrap_or(u64::MAX)))
    }

    fn keep(self, key: &K, value: &V) {
        let (Some(store), Some(key)) = (self.store, self.written(key)) else { return };
        match (self.values.write)(value) {
            Ok(value) => {
                let record = Record { hash: key.hash(), key: &key.bytes, value: &value.bytes, shape: value.shape };
                store.keep(&record, time(self.table.setup().ttl));
            }
            Err(error) => store.say(&format!("cannot have a result ({error}): it is kept in memory only")),
        }
    }

    /// Whether the disk may have had it.
    fn forget(self, key: &K) -> bool {
        let (Some(store), Some(key)) = (self.store, self.written(key)) else { return false };
        store.forget(key.hash())
    }

    /// A key as bytes, if serde can write it.
    fn written(self, key: &K) -> Option<Written> {
        let store = self.store?;
        (self.keys.write)(key)
            .map_err(|error| store.say(&format!("cannot have a key ({error}): it is kept in memory only")))
            .ok()
    }
}

fn time(nanoseconds: u64) -> Duration {
    if nanoseconds == NEVER { Duration::MAX } else { Duration::from_nanos(nanoseconds) }
}
