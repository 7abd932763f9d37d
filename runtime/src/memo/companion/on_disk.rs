//! What stands beside a memoized function whose results are on disk, too.

use super::act::{Act, Later, Refresh};
use super::{FunctionMemo, Instance, SharedMemo, of};
use crate::memo::disk::{DiskInfo, OnDisk, Storable, StorableKey};
use crate::memo::key::Key;
use crate::memo::kind::Kind;
use crate::memo::table::{Start, Table};

impl<F, C: Instance, P: Kind, R> FunctionMemo<F, C, SharedMemo<P>, R> {
    /// The table with the disk behind it.
    #[doc(hidden)]
    pub fn on_disk<'t, V: Storable, K: StorableKey>(&self, table: &'t Table<K, V, P>) -> OnDisk<'t, K, V, P> {
        self.memo.0.on_disk::<core::marker::PhantomData<fn() -> C>, K, V>(table)
    }

    /// What the results on disk have done, once the function was called; `None` without `disk`.
    pub fn disk_info(&self) -> Option<DiskInfo> {
        self.memo.0.disk_info(of::<C>())
    }

    /// What a redis server was asked, once the function was called; `None` without `redis`.
    #[cfg(feature = "redis")]
    pub fn redis_info(&self) -> Option<crate::memo::disk::RedisInfo> {
        self.memo.0.redis_info(of::<C>())
    }
}

impl<'r, V: Clone> Act<'r, V> {
    /// [`on`](Act::on) for a table with the disk behind it.
    pub fn on_disk<'t, Q, P>(
        self,
        disk: OnDisk<'t, Q::Owned, V, P>,
        table: &'t Table<Q::Owned, V, P>,
        key: Q,
        weigh: impl FnOnce(&V) -> u64,
    ) -> Option<Refresh<'t, 'r, Q::Owned, V, P>>
    where
        Q: Key,
        P: Kind,
    {
        match self {
            Act::Peek(out) => *out = table.peek(&key).or_else(|| disk.peek(&key)),
            Act::With(read) => {
                if table.with(&key, &mut *read).is_err() {
                    disk.peek(&key).iter().for_each(read);
                }
            }
            Act::Invalidate => disk.invalidate(&key),
            Act::Insert(value) => disk.insert(key, value, weigh),
            Act::Refresh(out) => match table.restart(key) {
                Start::Found(value) => *out = Some(value),
                Start::Run(run) => return Some(Refresh { run, out }),
            },
        }
        None
    }

    /// [`on_async`](Act::on_async) for a table with the disk behind it.
    pub fn on_disk_async<Q, P>(
        self,
        disk: OnDisk<'_, Q::Owned, V, P>,
        table: &Table<Q::Owned, V, P>,
        key: Q,
        weigh: impl FnOnce(&V) -> u64,
    ) -> Later
    where
        Q: Key,
        P: Kind,
    {
        drop(self.on_disk(disk, table, key, weigh));
        Later(())
    }
}

impl<K: 'static, V: Clone, P: Kind> Refresh<'_, '_, K, V, P> {
    /// [`finish`](Refresh::finish) for a table with the disk behind it.
    pub fn finish_on_disk(mut self, disk: OnDisk<'_, K, V, P>, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) {
        *self.out = Some(disk.finish(&mut self.run, value, keep, weigh));
    }
}
