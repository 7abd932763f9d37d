//! What stands beside a memoized function: `f_memo()`.

mod act;
mod arguments;
#[cfg(feature = "disk")]
mod on_disk;

pub use act::{Act, Keepable, Later, Refresh, Refreshes, Shareable, Weight, run, weight};

use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;
use std::rc::Rc;
use std::thread::LocalKey;

use super::function::Memo;
use super::instance::InstanceMemo;
use super::key::Key;
use super::kind::{Kind, Unbounded};
use super::local::LocalTables;
use super::table::{MemoInfo, Table};

/// Tells the instances of a generic function apart: a closure in it.
pub trait Instance: Copy + 'static {}

impl<C: Copy + 'static> Instance for C {}

/// The memo of a function whose results all threads share.
#[derive(Debug)]
pub struct SharedMemo<P: Kind>(&'static Memo<P>);

/// The memo of a function with a table for each thread.
#[derive(Debug)]
pub struct LocalMemo<P: Kind>(&'static Memo<P>, &'static LocalKey<LocalTables>);

/// The memo of a function `f`, as `f_memo()` returns it.
///
/// ```
/// use bedeck::memoize;
///
/// #[memoize]
/// fn area(width: u64, height: u64) -> u64 {
///     width * height
/// }
///
/// assert_eq!(area(2, 3), 6);
/// assert_eq!(area_memo().peek(2, 3), Some(6));
/// assert_eq!(area_memo().with((2, 3), |area| area + 1), Some(7));
/// area_memo().insert(2, 3, 60);
/// assert_eq!(area(2, 3), 60);
/// area_memo().invalidate(2, 3);
/// assert_eq!(area_memo().peek(2, 3), None);
/// assert_eq!(area_memo().refresh(2, 3), 6);
/// area_memo().clear();
/// assert_eq!(area_memo().info().entries, 0);
/// assert_eq!(area_uncached(2, 3), 6);
/// ```
///
/// | method | what it does |
/// |---|---|
/// | `info()` | what was counted: [`MemoInfo`] |
/// | `clear()` | forgets every value and gives the memory back |
/// | `peek(args..)` | a clone of what is kept; neither a hit nor a miss |
/// | `with((args..), \|value\| ..)` | reads what is kept by reference, without a clone; a hit, if there is something |
/// | `invalidate(args..)` | forgets one value |
/// | `insert(args.., value)` | keeps a value |
/// | `refresh(args..)` | computes anew, keeps and returns; others have the old value until then; of an async function, the
/// future that does so |
///
/// They take the arguments of the function, also those that `ignore` leaves out of the key; of one argument, `with` takes
/// `(a,)`. Of a generic function, `f_memo::<T>()` is the memo for one set of types. The memo of a `thread_local` function is that
/// of this thread, but for `info` and `clear`, which are about all threads.
pub struct FunctionMemo<F, C, M = SharedMemo<Unbounded>, R = ()> {
    act: F,
    instance: PhantomData<fn() -> C>,
    memo: M,
    refresh: R,
}

/// The memo of a method with `instance = field`, as `self.f_memo()` returns it: that of one object. See [`FunctionMemo`].
///
/// Its `info()` is about this object, since its first call: [`reset`](crate::reset) begins anew only what reports and
/// `memo("name")` say, which is about all objects together.
pub struct MethodMemo<'s, S: ?Sized, F, C, P: Kind = Unbounded, R = ()> {
    act: F,
    instance: PhantomData<fn() -> C>,
    memo: &'static Memo<P>,
    this: &'s S,
    field: &'s InstanceMemo,
    refresh: R,
}

impl<F, C, M> FunctionMemo<F, C, M> {
    /// Of an async function.
    #[doc(hidden)]
    #[inline(always)]
    pub fn refreshing<R>(self, refresh: R) -> FunctionMemo<F, C, M, R> {
        let FunctionMemo { act, instance, memo, refresh: () } = self;
        FunctionMemo { act, instance, memo, refresh }
    }
}

impl<'s, S: ?Sized, F, C, P: Kind> MethodMemo<'s, S, F, C, P> {
    /// Of an async function.
    #[doc(hidden)]
    #[inline(always)]
    pub fn refreshing<R>(self, refresh: R) -> MethodMemo<'s, S, F, C, P, R> {
        let MethodMemo { act, instance, memo, this, field, refresh: () } = self;
        MethodMemo { act, instance, memo, this, field, refresh }
    }
}

impl<F, C: Instance, P: Kind> FunctionMemo<F, C, SharedMemo<P>> {
    /// Of the instance of a function that the closure is in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn shared(memo: &'static Memo<P>, act: F, _: C) -> Self {
        FunctionMemo { act, instance: PhantomData, memo: SharedMemo(memo), refresh: () }
    }
}

impl<F, C: Instance, P: Kind, R> FunctionMemo<F, C, SharedMemo<P>, R> {
    /// The table that the function looks in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn table<V, Q>(&self, key: &Q) -> &'static Table<Q::Owned, V, P>
    where
        Q: Key<Owned: Shareable>,
        V: Keepable + Shareable + 'static,
    {
        self.memo.0.table(&self.instance, key)
    }

    /// What the function's calls have done.
    pub fn info(&self) -> MemoInfo {
        self.memo.0.info_of_instance(of::<C>())
    }

    /// Forgets every value and gives the memory back.
    pub fn clear(&self) {
        self.memo.0.clear_instance(of::<C>());
    }
}

impl<F, C: Instance, P: Kind> FunctionMemo<F, C, LocalMemo<P>> {
    /// Of the instance of a function that the closure is in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn local(memo: &'static Memo<P>, tables: &'static LocalKey<LocalTables>, act: F, _: C) -> Self {
        FunctionMemo { act, instance: PhantomData, memo: LocalMemo(memo, tables), refresh: () }
    }

    /// The table that the function looks in, unless the thread ends.
    #[doc(hidden)]
    #[inline(always)]
    pub fn table<V, Q>(&self, key: &Q) -> Option<Rc<Table<Q::Owned, V, P>>>
    where
        Q: Key,
        V: Keepable + 'static,
    {
        self.memo.0.local_table(self.memo.1, &self.instance, key)
    }

    /// What the function's calls have done, in all threads.
    pub fn info(&self) -> MemoInfo {
        self.memo.0.info()
    }

    /// Forgets every value, and gives this thread's memory back, that of others at their next call.
    pub fn clear(&self) {
        self.memo.0.clear_distant_tables(of::<C>());
        // A thread that ends has none.
        let _ = self.memo.1.try_with(|tables| tables.clear_instance(of::<C>()));
    }
}

impl<'s, S: ?Sized, F, C: Instance, P: Kind> MethodMemo<'s, S, F, C, P> {
    /// Of the instance of a method that the closure is in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn new(memo: &'static Memo<P>, this: &'s S, field: &'s InstanceMemo, act: F, _: C) -> Self {
        MethodMemo { act, instance: PhantomData, memo, this, field, refresh: () }
    }
}

impl<'s, S: ?Sized, F, C: Instance, P: Kind, R> MethodMemo<'s, S, F, C, P, R> {
    /// The table that the method looks in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn table<V, Q>(&self, key: &Q) -> &'s Table<Q::Owned, V, P>
    where
        Q: Key<Owned: Shareable>,
        V: Keepable + Shareable + 'static,
    {
        self.field.table(self.memo, &self.instance, key)
    }

    /// What the method's calls have done in this object, since the first of them.
    pub fn info(&self) -> MemoInfo {
        self.field.info_of_instance(of::<C>())
    }

    /// Forgets every value of the object and gives the memory back.
    pub fn clear(&self) {
        self.field.clear_instance(of::<C>());
    }
}

/// What tables know an instance by.
fn of<C: Instance>() -> TypeId {
    TypeId::of::<PhantomData<fn() -> C>>()
}

impl<F, C, M: fmt::Debug, R> fmt::Debug for FunctionMemo<F, C, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionMemo").field("memo", &self.memo).finish_non_exhaustive()
    }
}

impl<S: ?Sized, F, C, P: Kind, R> fmt::Debug for MethodMemo<'_, S, F, C, P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodMemo").field("name", &self.memo.name()).finish_non_exhaustive()
    }
}
