//! What a memoized function keeps: its options, its tables, and what tables elsewhere count for it.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memo::key::{Arg, ByValue};
    use crate::memo::{InstanceMemo, LocalTables, Start, memo, memos};

    fn compute<V: Clone, P: Kind>(table: &Table<(u32,), V, P>, number: u32, body: impl FnOnce() -> V) -> V {
        let key = (Arg(&number).key(),);
        match table.find(&key) {
            Ok(value) => value,
            Err(miss) => match table.begin(miss, key) {
                Start::Found(value) => value,
                Start::Run(mut run) => run.finish(body(), true),
            },
        }
    }

    fn bits<const N: usize, T: Default + core::fmt::Debug>(number: u32) -> String {
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        let table = MEMO.table(&|| (), &(Arg(&number).key(),));
        compute(table, number, || format!("{N} {:?} {number}", T::default()))
    }

    #[test]
    fn each_instance_has_a_table_of_its_own() {
        for _ in 0..2 {
            assert_eq!(bits::<1, u8>(7), "1 0 7");
            assert_eq!(bits::<2, u8>(7), "2 0 7");
            assert_eq!(bits::<1, bool>(7), "1 false 7");
            assert_eq!(bits::<3, String>(7), "3 \"\" 7");
            assert_eq!(bits::<1, u8>(8), "1 0 8");
        }
        let memo = memo(concat!(module_path!(), "::bits")).expect("it was called");
        let info = memo.info();
        assert_eq!((info.hits, info.misses, info.entries), (5, 5, 5));
        memo.clear();
        assert_eq!(memo.info().entries, 0);
    }

    #[test]
    fn the_first_calls_of_many_threads_agree_on_a_table() {
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        let address = || {
            let key = (Arg(&1_u8).key(),);
            core::ptr::from_ref::<Table<(u8,), u64, Unbounded>>(MEMO.table(&|| (), &key)).addr()
        };
        let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(address)).collect();
        let addresses: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(addresses.iter().all(|other| *other == addresses[0]));
    }

    /// A type with two memoized methods and its own table.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
    struct Thing {
        factor: u32,
        memo: InstanceMemo,
    }

    static TIMES: Memo = {
        enum Here {}
        Memo::new(Site::new::<Here>())
    };
    static PLUS: Memo = {
        enum Here {}
        Memo::new(Site::new::<Here>())
    };

    impl Thing {
        fn times(&self, number: u32) -> u32 {
            compute(self.memo.table(&TIMES, &|| (), &(Arg(&number).key(),)), number, || self.factor * number)
        }

        fn plus(&self, number: u32) -> u32 {
            compute(self.memo.table(&PLUS, &|| (), &(Arg(&number).key(),)), number, || self.factor + number)
        }
    }

    #[test]
    fn an_object_has_tables_of_its_own() {
        for _ in 0..3 {
            let things: Vec<Thing> = (0..10).map(|factor| Thing { factor, ..Thing::default() }).collect();
            for thing in things.iter().chain(&things) {
                assert_eq!((thing.times(3), thing.plus(3)), (thing.factor * 3, thing.factor + 3));
            }
            let copy = things[2].clone();
            assert_eq!(copy, things[2], "tables do not count");
            assert_eq!(TIMES.info().entries, 10, "a clone begins without");
            things[0].memo.clear();
            assert_eq!(TIMES.info().entries, 9);
        }
        let info = TIMES.info();
        assert_eq!((info.hits, info.misses, info.entries), (30, 30, 0), "dropped objects are counted");
        assert_eq!(info.bytes, 0);
    }

    #[test]
    fn a_thread_may_have_tables_of_its_own() {
        use std::rc::Rc;
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        thread_local! {
            static LOCAL: LocalTables = const { LocalTables::new() };
        }
        fn shared(number: u32) -> Rc<u32> {
            let Some(table) = MEMO.local_table(&LOCAL, &|| (), &(Arg(&number).key(),)) else { return Rc::new(number) };
            compute(&table, number, || Rc::new(number))
        }
        let calls = || {
            assert!(Rc::ptr_eq(&shared(1), &shared(1)));
            assert_eq!(*shared(2), 2);
        };
        calls();
        std::thread::spawn(calls).join().unwrap();
        let info = MEMO.info();
        assert_eq!((info.hits, info.misses, info.entries), (2, 4, 2), "the other thread's are gone");
    }

    #[test]
    fn statistics_begin_anew_and_results_stay() {
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        let thing = Thing::default();
        let calls = |number| {
            compute(MEMO.table(&|| (), &(Arg(&number).key(),)), number, || number);
            compute(thing.memo.table(&MEMO, &|| (), &(Arg(&number).key(),)), number, || number);
        };
        (0..40).for_each(calls);
        (0..9).for_each(calls);
        let before = MEMO.info();
        assert_eq!((before.hits, before.misses, before.entries), (18, 80, 80));
        MEMO.reset();
        let after = MEMO.info();
        assert_eq!(after, MemoInfo { hits: 0, misses: 0, saved_ns: 0, ..before });
        (30..50).for_each(calls);
        let info = MEMO.info();
        assert_eq!((info.hits, info.misses, info.entries), (20, 20, 100));
        assert!(info.saved_ns > 0 && info.saved_ns < before.saved_ns * 20, "{} {}", info.saved_ns, before.saved_ns);
    }

    #[test]
    fn one_instance_forgets_in_all_threads() {
        enum Here {}
        static MEMO: Memo = Memo::new(Site::new::<Here>());
        let (thing, number) = (Thing::default(), 1_u32);
        let (one, two) = (|| 1, || 2);
        let call = |value: u32| (thing.memo.table(&MEMO, &one, &(Arg(&number).key(),)), value);
        let other = |value: u32| (thing.memo.table(&MEMO, &two, &(Arg(&number).key(),)), value);
        let get = |(table, value): (&Table<(u32,), u32, Unbounded>, u32)| compute(table, number, || value);
        assert_eq!((get(call(1)), get(other(2))), (1, 2));
        fn clear<C: 'static>(_: &C) {
            MEMO.clear_distant_tables(TypeId::of::<C>());
        }
        clear(&one);
        assert_eq!((get(call(3)), get(other(4))), (3, 2));
        MEMO.clear();
        clear(&two);
        assert_eq!((get(call(5)), get(other(6)), get(call(7)), get(other(8))), (5, 6, 5, 6));
    }

    #[test]
    fn tags_clear_together() {
        fn tagged(number: u32, memo: &'static Memo) -> &'static Table<(u32,), u32, Unbounded> {
            let table = memo.table(&|| (), &(Arg(&number).key(),));
            compute(table, number, || number);
            table
        }
        enum Here {}
        static ONE: Memo = Memo::new(Site::new::<Here>().named("tags-one")).tag("tags-test");
        static TWO: Memo = Memo::new(Site::new::<Here>().named("tags-two")).tag("tags-test");
        static THREE: Memo = Memo::new(Site::new::<Here>().named("tags-three"));
        let tables = [tagged(1, &ONE), tagged(1, &TWO), tagged(1, &THREE)];
        assert_eq!(crate::memo::invalidate_tag("tags-test"), 2);
        assert_eq!(tables.map(|table| table.info().entries), [0, 0, 1]);
        assert!(memos().iter().any(|memo| memo.name() == "tags-two" && memo.info().misses == 1));
    }
}
