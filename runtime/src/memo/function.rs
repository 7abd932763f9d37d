//! What a memoized function keeps: its options, its tables, and what tables elsewhere count for it.

#[cfg(test)]
mod tests;

use core::any::TypeId;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;

use super::key::Key;
use super::kind::{Expiring, Kind, Limited, Setup, Unbounded};
use super::registry::{self, Listed};
use super::table::{Clears, MemoInfo, Table, Tally};
use super::tables::Tables;
use crate::site::Site;

/// What a memoized function keeps, in a static beside its body.
#[derive(Debug)]
pub struct Memo<P: Kind = Unbounded> {
    tables: Tables,
    site: Site,
    tag: Option<&'static str>,
    setup: Setup,
    /// What tables count that live elsewhere: in objects, or in threads.
    tally: Tally,
    /// How they hear that they shall forget.
    clears: Clears,
    is_listed: AtomicBool,
    #[cfg(feature = "disk")]
    disk: Option<&'static super::disk::Disk>,
    kind: PhantomData<fn() -> P>,
}

impl<P: Kind> Memo<P> {
    /// Of the function at a site.
    pub const fn new(site: Site) -> Memo<P> {
        Memo {
            tables: Tables::new(),
            site,
            tag: None,
            setup: Setup::DEFAULT,
            tally: Tally::new(),
            clears: Clears::new(),
            is_listed: AtomicBool::new(false),
            #[cfg(feature = "disk")]
            disk: None,
            kind: PhantomData,
        }
    }

    /// What [`invalidate_tag`](super::invalidate_tag) knows it by.
    pub const fn tag(mut self, tag: &'static str) -> Memo<P> {
        self.tag = Some(tag);
        self
    }

    /// What is not in memory may be here.
    #[cfg(feature = "disk")]
    pub const fn disk(mut self, disk: &'static super::disk::Disk) -> Memo<P> {
        self.disk = Some(disk);
        self
    }

    /// Callers wait so long for another's run of the body; then they compute themselves.
    pub const fn wait(mut self, nanoseconds: u64) -> Memo<P> {
        self.setup.wait = Some(Duration::from_nanos(nanoseconds));
        self
    }

    /// Keeps so many results.
    pub const fn capacity(mut self, entries: u64) -> Memo<P>
    where
        P: Limited,
    {
        self.setup.limit = entries;
        self
    }

    /// Keeps results of so much weight in all; see [`finish_weighing`](super::Run::finish_weighing).
    pub const fn max_weight(mut self, weight: u64) -> Memo<P>
    where
        P: Limited,
    {
        self.setup.limit = weight;
        self.setup.is_weighed = true;
        self
    }

    /// The table of an instance of the function, which a closure in its body that captures nothing stands for.
    #[inline(always)]
    pub fn table<C, Q, V>(&'static self, _: &C, _: &Q) -> &'static Table<Q::Owned, V, P>
    where
        C: 'static,
        Q: Key<Owned: Send + Sync>,
        V: Send + Sync + 'static,
    {
        self.tables.table::<C, Q::Owned, V, P>(|| {
            self.list();
            Table::new(self.setup)
        })
    }

    /// A table that lives elsewhere.
    pub(super) fn distant_table<K, V>(&'static self) -> Table<K, V, P> {
        self.list();
        Table::tallied(self.setup, &self.tally, self.clears.count())
    }

    fn list(&'static self) {
        if !self.is_listed.swap(true, Ordering::AcqRel) {
            // Before the report has a thread of its own.
            super::grace::prepare();
            registry::list(self);
        }
    }

    /// Forgets all results of the function. Tables in objects and in threads give their memory back at their next call.
    pub fn clear(&self) {
        self.clears.demand(None);
        self.tables.clear();
        #[cfg(feature = "disk")]
        self.clear_disk(None);
    }

    /// Tells the tables in objects and in threads of one instance of the function to forget.
    pub(super) fn clear_distant_tables(&self, instance: TypeId) {
        self.clears.demand(Some(instance));
    }

    /// Has a table in an object or in a thread forget what was kept before the function was told to.
    #[inline(always)]
    pub(super) fn catch_up<C: 'static, K, V>(&self, table: &Table<K, V, P>) {
        table.catch_up(&self.clears, TypeId::of::<C>());
    }

    /// Statistics begin anew.
    pub(super) fn reset(&self) {
        self.tables.reset();
        self.tally.reset();
    }

    /// Forgets all results of one instance of the function.
    pub(super) fn clear_instance(&self, instance: TypeId) {
        self.tables.clear_instance(instance);
        #[cfg(feature = "disk")]
        self.clear_disk(Some(instance));
    }

    /// Of one instance, or of all.
    #[cfg(feature = "disk")]
    fn clear_disk(&self, instance: Option<TypeId>) {
        // Somebody may have read from the disk what was there still.
        if self.disk.is_some_and(|disk| disk.clear(instance)) {
            instance.map_or_else(|| self.tables.clear(), |instance| self.tables.clear_instance(instance));
        }
    }

    /// What the results on disk of one instance have done, once it was called.
    #[cfg(feature = "disk")]
    pub(super) fn disk_info(&self, instance: TypeId) -> Option<super::disk::DiskInfo> {
        self.disk?.info(instance)
    }

    /// What the results of one instance have asked a server, once it was called.
    #[cfg(feature = "redis")]
    pub(super) fn redis_info(&self, instance: TypeId) -> Option<super::disk::RedisInfo> {
        self.disk?.redis_info(instance)
    }

    /// A table with the disk behind it.
    #[cfg(feature = "disk")]
    pub(super) fn on_disk<'t, C, K, V>(&self, table: &'t Table<K, V, P>) -> super::disk::OnDisk<'t, K, V, P>
    where
        C: 'static,
        K: super::disk::StorableKey,
        V: super::disk::Storable,
    {
        super::disk::OnDisk::new::<C>(self.disk, self.site.name(), table)
    }

    /// What one instance of the function has done so far.
    pub(super) fn info_of_instance(&self, instance: TypeId) -> MemoInfo {
        self.tables.info_of_instance(instance)
    }

    /// The name in reports.
    pub(super) fn name(&self) -> &'static str {
        self.site.name()
    }

    /// What the function has done since statistics began, in all tables.
    pub fn info(&self) -> MemoInfo {
        self.tables.info().plus(self.tally.info())
    }
}

impl<P: Kind> Listed for Memo<P> {
    fn name(&self) -> &'static str {
        self.site.name()
    }

    fn tag(&self) -> Option<&'static str> {
        self.tag
    }

    fn info(&self) -> MemoInfo {
        Memo::info(self)
    }

    fn clear(&self) {
        Memo::clear(self);
    }

    fn reset(&self) {
        Memo::reset(self);
    }
}

impl Memo<Expiring> {
    /// A result is served for so long after it was computed.
    pub const fn ttl(mut self, nanoseconds: u64) -> Self {
        self.setup.ttl = nanoseconds;
        self
    }

    /// A result goes when it was not asked for so long.
    pub const fn idle(mut self, nanoseconds: u64) -> Self {
        self.setup.idle = nanoseconds;
        self
    }

    /// A result of this age is computed anew by one caller, and served to others until that is done.
    pub const fn refresh(mut self, nanoseconds: u64) -> Self {
        self.setup.refresh = nanoseconds;
        self
    }

    /// A result that is older than its time by no more than this is served to others while one caller computes it anew, and to
    /// that caller, should it fail.
    pub const fn stale(mut self, nanoseconds: u64) -> Self {
        self.setup.stale = nanoseconds;
        self
    }
}
