//! Tables of one function, and all that it counts.

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
