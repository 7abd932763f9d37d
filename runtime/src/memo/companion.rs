//! What stands beside a memoized function: `f_memo()`.

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
use super::table::{MemoInfo, Run, Start, Table};

/// What `f_memo()` asks of the function that makes a key of arguments.
pub enum Act<'r, V> {
    /// A clone of what is kept.
    Peek(&'r mut Option<V>),
    /// A look at what is kept.
    With(&'r mut dyn FnMut(&V)),
    /// To forget.
    Invalidate,
    /// To keep this.
    Insert(V),
    /// To compute anew.
    Refresh(&'r mut Option<V>),
}

impl<'r, V: Clone> Act<'r, V> {
    /// Does it. Where the body must run, what comes back takes its value.
    #[inline]
    pub fn on<'t, Q: Key, P: Kind>(
        self,
        table: &'t Table<Q::Owned, V, P>,
        key: Q,
        weigh: impl FnOnce(&V) -> u64,
    ) -> Option<Refresh<'t, 'r, Q::Owned, V, P>> {
        match self {
            Act::Peek(out) => *out = table.peek(&key),
            // That nothing is there is no error.
            Act::With(read) => table.with(&key, read).unwrap_or_default(),
            Act::Invalidate => table.invalidate(&key),
            Act::Insert(value) => table.insert_weighing(key, value, weigh),
            Act::Refresh(out) => match table.restart(key) {
                Start::Found(value) => *out = Some(value),
                Start::Run(run) => return Some(Refresh { run, out }),
            },
        }
        None
    }

    /// [`on`](Act::on) for an async function.
    #[inline]
    pub fn on_async<Q: Key, P: Kind>(
        self,
        table: &Table<Q::Owned, V, P>,
        key: Q,
        weigh: impl FnOnce(&V) -> u64,
    ) -> Later {
        drop(self.on(table, key, weigh));
        Later(())
    }

    /// What is left where there is no table: in a thread that ends. Whether the body must run.
    #[inline]
    pub fn without_table(self) -> Option<&'r mut Option<V>> {
        match self {
            Act::Refresh(out) => Some(out),
            _ => None,
        }
    }
}

impl<V> fmt::Debug for Act<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Act")
    }
}

/// A refresh that waits for the body.
pub struct Refresh<'t, 'r, K, V, P: Kind> {
    run: Run<'t, K, V, P>,
    out: &'r mut Option<V>,
}

impl<K, V: Clone, P: Kind> Refresh<'_, '_, K, V, P> {
    /// The body returned.
    pub fn finish(self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) {
        *self.out = Some(self.run.finish_weighing(value, keep, weigh));
    }
}

impl<K, V, P: Kind> fmt::Debug for Refresh<'_, '_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refresh")
    }
}

/// What stands in place of a refresh for async functions, whose handles have none.
#[derive(Clone, Copy, Debug)]
pub struct Later(());

/// Runs a body.
#[inline(always)]
pub fn run<V>(body: impl FnOnce() -> V) -> V {
    body()
}

/// What a weigher may return.
#[diagnostic::on_unimplemented(
    message = "`weight` returns bytes as a whole number, and this is `{Self}`",
    note = "return `usize` or `u64`"
)]
pub trait Weight {
    /// As the tables count.
    fn bytes(self) -> u64;
}

macro_rules! weights {
    ($($number:ty)*) => {$(
        impl Weight for $number {
            fn bytes(self) -> u64 {
                u64::try_from(self).unwrap_or(0)
            }
        }
    )*};
}

weights!(u8 u16 u32 u64 usize i32);

/// What the user's weigher says of a value.
#[inline]
pub fn weight<V, W: Weight>(value: &V, weigh: impl FnOnce(&V) -> W) -> u64 {
    weigh(value).bytes()
}

/// What a memoized function may return.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` cannot keep a `{Self}`: every hit returns a clone of what is kept",
    label = "this type is not `Clone`",
    note = "return an `Arc<..>`, whose clones are cheap, or derive `Clone`"
)]
pub trait Keepable: Clone {}

#[diagnostic::do_not_recommend]
impl<V: Clone> Keepable for V {}

/// What threads may share.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` shares its keys and results among all threads, and `{Self}` cannot be shared",
    label = "this type is not `Send` and `Sync`",
    note = "take `Arc` for `Rc`, or give each thread a table of its own: `#[memoize(thread_local)]`"
)]
pub trait Shareable: Send + Sync {}

#[diagnostic::do_not_recommend]
impl<V: Send + Sync> Shareable for V {}

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
/// | `refresh(args..)` | computes anew, keeps and returns; others have the old value until then; not on async functions |
///
/// They take the arguments of the function, also those that `ignore` leaves out of the key; of one argument, `with` takes
/// `(a,)`. Of a generic function, `f_memo::<T>()` is the memo for one set of types. The memo of a `thread_local` function is that
/// of this thread, but for `info`, which counts all threads.
pub struct FunctionMemo<F, C, M = SharedMemo<Unbounded>> {
    act: F,
    instance: PhantomData<fn() -> C>,
    memo: M,
}

/// The memo of a method with `instance = field`, as `self.f_memo()` returns it: that of one object. See [`FunctionMemo`].
///
/// The `hits` and `saved_ns` of its `info()` are those of all objects.
pub struct MethodMemo<'s, S: ?Sized, F, C, P: Kind = Unbounded> {
    act: F,
    instance: PhantomData<fn() -> C>,
    memo: &'static Memo<P>,
    this: &'s S,
    field: &'s InstanceMemo,
}

impl<F, C: Instance, P: Kind> FunctionMemo<F, C, SharedMemo<P>> {
    /// Of the instance of a function that the closure is in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn shared(memo: &'static Memo<P>, act: F, _: C) -> Self {
        FunctionMemo { act, instance: PhantomData, memo: SharedMemo(memo) }
    }

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
        FunctionMemo { act, instance: PhantomData, memo: LocalMemo(memo, tables) }
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

    /// Forgets every value of this thread and gives the memory back.
    pub fn clear(&self) {
        // A thread that ends has none.
        let _ = self.memo.1.try_with(|tables| tables.clear_instance(of::<C>()));
    }
}

impl<'s, S: ?Sized, F, C: Instance, P: Kind> MethodMemo<'s, S, F, C, P> {
    /// Of the instance of a method that the closure is in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn new(memo: &'static Memo<P>, this: &'s S, field: &'s InstanceMemo, act: F, _: C) -> Self {
        MethodMemo { act, instance: PhantomData, memo, this, field }
    }

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

    /// What the method's calls have done; the hits are those of all objects.
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

impl<F, C, M: fmt::Debug> fmt::Debug for FunctionMemo<F, C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionMemo").field("memo", &self.memo).finish_non_exhaustive()
    }
}

impl<S: ?Sized, F, C, P: Kind> fmt::Debug for MethodMemo<'_, S, F, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodMemo").field("name", &self.memo.name()).finish_non_exhaustive()
    }
}

/// The methods that take a function's arguments, behind those that a handle has itself.
macro_rules! methods {
    ($self:ident; $($this:expr)?; $($ty:ident $arg:ident)*) => {
        /// A clone of what is kept for these arguments. Counts neither as a hit nor as a miss.
        pub fn peek(&$self, $($arg: $ty),*) -> Option<V> {
            let mut found = None;
            ($self.act)($($this,)? $($arg,)* Act::Peek(&mut found));
            found
        }

        /// Reads what is kept for these arguments. A hit, if there is something.
        pub fn with<R>(&$self, ($($arg,)*): ($($ty,)*), read: impl FnOnce(&V) -> R) -> Option<R> {
            let (mut read, mut result) = (Some(read), None);
            let mut look = |value: &V| result = read.take().map(|read| read(value));
            ($self.act)($($this,)? $($arg,)* Act::With(&mut look));
            result
        }

        /// Forgets what is kept for these arguments. A body that runs for them now will not be kept.
        pub fn invalidate(&$self, $($arg: $ty),*) {
            ($self.act)($($this,)? $($arg,)* Act::Invalidate);
        }

        /// Keeps a value for these arguments.
        #[allow(clippy::too_many_arguments, reason = "those of the user's function")]
        pub fn insert(&$self, $($arg: $ty,)* value: V) {
            ($self.act)($($this,)? $($arg,)* Act::Insert(value));
        }
    };
}

macro_rules! refresh {
    ($self:ident; $($this:expr)?; $($ty:ident $arg:ident)*) => {
        /// Runs the body, keeps what it returns, and returns it.
        ///
        /// # Panics
        ///
        /// If the body does.
        #[allow(clippy::too_many_arguments, reason = "those of the user's function")]
        pub fn refresh(&$self, $($arg: $ty),*) -> V {
            let mut value = None;
            ($self.act)($($this,)? $($arg,)* Act::Refresh(&mut value));
            value.expect("a refresh ends with a value")
        }
    };
}

macro_rules! for_arguments {
    ($($ty:ident $arg:ident)*) => {
        impl<$($ty,)* V, X, C, Z> FunctionMemo<for<'r> fn($($ty,)* Act<'r, V>) -> X, C, Z> {
            methods!(self; ; $($ty $arg)*);
        }

        impl<$($ty,)* V, C, Z> FunctionMemo<for<'r> fn($($ty,)* Act<'r, V>), C, Z> {
            refresh!(self; ; $($ty $arg)*);
        }

        impl<'s, S: ?Sized, $($ty,)* V, X, C, P> MethodMemo<'s, S, for<'r> fn(&'s S, $($ty,)* Act<'r, V>) -> X, C, P>
        where
            P: Kind,
        {
            methods!(self; self.this; $($ty $arg)*);
        }

        impl<'s, S: ?Sized, $($ty,)* V, C, P: Kind> MethodMemo<'s, S, for<'r> fn(&'s S, $($ty,)* Act<'r, V>), C, P> {
            refresh!(self; self.this; $($ty $arg)*);
        }
    };
}

for_arguments!();
for_arguments!(A a);
for_arguments!(A a B b);
for_arguments!(A a B b D d);
for_arguments!(A a B b D d E e);
for_arguments!(A a B b D d E e G g);
for_arguments!(A a B b D d E e G g H h);
for_arguments!(A a B b D d E e G g H h I i);
for_arguments!(A a B b D d E e G g H h I i J j);
for_arguments!(A a B b D d E e G g H h I i J j K k);
for_arguments!(A a B b D d E e G g H h I i J j K k L l);
for_arguments!(A a B b D d E e G g H h I i J j K k L l M m);
for_arguments!(A a B b D d E e G g H h I i J j K k L l M m N n);
