//! What stands beside a memoized function: `f_memo()`.

use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;

use super::function::Memo;
use super::key::Key;
use super::kind::{Kind, Unbounded};
use super::table::{MemoInfo, Run, Start, Table};

/// What [`MemoHandle`] asks of the function that makes a key of arguments.
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

impl<V> fmt::Debug for Act<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Act")
    }
}

/// A [`refresh`](MemoHandle) that waits for the body.
pub struct Refresh<'t, 'r, K, V, P: Kind> {
    run: Run<'t, K, V, P>,
    out: &'r mut Option<V>,
}

impl<K, V, P: Kind> fmt::Debug for Refresh<'_, '_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refresh")
    }
}

impl<K, V: Clone, P: Kind> Refresh<'_, '_, K, V, P> {
    /// The body returned.
    pub fn finish(self, value: V, keep: bool) {
        *self.out = Some(self.run.finish(value, keep));
    }
}

impl<'r, V> Act<'r, V> {
    /// Does it. Where the body must run, what comes back takes its value.
    #[inline]
    pub fn on<'t, Q: Key, P: Kind>(
        self,
        table: &'t Table<Q::Owned, V, P>,
        key: Q,
    ) -> Option<Refresh<'t, 'r, Q::Owned, V, P>>
    where
        V: Clone,
    {
        match self {
            Act::Peek(out) => *out = table.peek(&key),
            // A miss is no error.
            Act::With(read) => table.with(&key, read).unwrap_or_default(),
            Act::Invalidate => table.invalidate(&key),
            Act::Insert(value) => table.insert(key, value),
            Act::Refresh(out) => match table.restart(key) {
                Start::Found(value) => *out = Some(value),
                Start::Run(run) => return Some(Refresh { run, out }),
            },
        }
        None
    }
}

/// What stands in place of a refresh for async functions, whose handles have none.
#[derive(Clone, Copy, Debug)]
pub struct Later(());

impl<V: Clone> Act<'_, V> {
    /// [`on`](Act::on) for an async function.
    #[inline]
    pub fn on_async<Q: Key, P: Kind>(self, table: &Table<Q::Owned, V, P>, key: Q) -> Later {
        drop(self.on(table, key));
        Later(())
    }
}

/// The handle of a function that has none beside it.
#[inline(always)]
pub fn of_instance<C: Instance, P: Kind>(memo: &'static Memo<P>, instance: C) -> MemoHandle<(), C, P> {
    MemoHandle::new(memo, (), instance)
}

/// Runs a body.
#[inline(always)]
pub fn run<V>(body: impl FnOnce() -> V) -> V {
    body()
}

/// Tells the instances of a generic function apart: a closure in it.
pub trait Instance: Copy + 'static {}

impl<C: Copy + 'static> Instance for C {}

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
/// | `peek(args..)` | a clone of what is kept; no hit, no miss |
/// | `with((args..), \|value\| ..)` | reads what is kept by reference, without a clone; a hit, where there is something |
/// | `invalidate(args..)` | forgets one value |
/// | `insert(args.., value)` | keeps a value |
/// | `refresh(args..)` | computes anew, keeps and returns; other callers have the old value until then |
///
/// They take the arguments of the function, with those that `ignore` leaves out of the key. Of a generic function, `f_memo::<T>()` is
/// the memo for one set of types.
#[derive(Clone, Copy)]
pub struct MemoHandle<F, C, P: Kind = Unbounded> {
    memo: &'static Memo<P>,
    act: F,
    instance: PhantomData<fn() -> C>,
}

impl<F, C: Instance, P: Kind> MemoHandle<F, C, P> {
    /// Of the instance of a function that the closure is in.
    #[inline(always)]
    pub fn new(memo: &'static Memo<P>, act: F, _: C) -> Self {
        MemoHandle { memo, act, instance: PhantomData }
    }

    /// The table that the function looks in.
    #[doc(hidden)]
    #[inline(always)]
    pub fn table<Q, V>(&self, key: &Q) -> &'static Table<Q::Owned, V, P>
    where
        Q: Key<Owned: Send + Sync>,
        V: Send + Sync + 'static,
    {
        self.memo.table(&self.instance, key)
    }

    fn instance() -> TypeId {
        TypeId::of::<PhantomData<fn() -> C>>()
    }

    /// What the function's calls have done.
    pub fn info(&self) -> MemoInfo {
        self.memo.info(Some(Self::instance()))
    }

    /// Forgets every value and gives the memory back.
    pub fn clear(&self) {
        self.memo.clear(Some(Self::instance()));
    }
}

impl<F, C, P: Kind> fmt::Debug for MemoHandle<F, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoHandle").field("name", &self.memo.site.name()).finish_non_exhaustive()
    }
}

macro_rules! for_arguments {
    ($($ty:ident $arg:ident)*) => {
        impl<$($ty,)* V, X, C, P: Kind> MemoHandle<for<'r> fn($($ty,)* Act<'r, V>) -> X, C, P> {
            /// A clone of what is kept for these arguments. Counts neither as a hit nor as a miss.
            pub fn peek(&self, $($arg: $ty),*) -> Option<V> {
                let mut found = None;
                (self.act)($($arg,)* Act::Peek(&mut found));
                found
            }

            /// Reads what is kept for these arguments. A hit, if there is something.
            pub fn with<R>(&self, ($($arg,)*): ($($ty,)*), read: impl FnOnce(&V) -> R) -> Option<R> {
                let (mut read, mut result) = (Some(read), None);
                (self.act)($($arg,)* Act::With(&mut |value| result = read.take().map(|read| read(value))));
                result
            }

            /// Forgets what is kept for these arguments. A body that runs for them now will not be kept.
            pub fn invalidate(&self, $($arg: $ty),*) {
                (self.act)($($arg,)* Act::Invalidate);
            }

            /// Keeps a value for these arguments.
            #[allow(clippy::too_many_arguments, reason = "those of the user's function")]
            pub fn insert(&self, $($arg: $ty,)* value: V) {
                (self.act)($($arg,)* Act::Insert(value));
            }

        }

        impl<$($ty,)* V, C, P: Kind> MemoHandle<for<'r> fn($($ty,)* Act<'r, V>), C, P> {
            /// Runs the body, keeps what it returns, and returns it.
            ///
            /// # Panics
            ///
            /// If the body does.
            #[allow(clippy::too_many_arguments, reason = "those of the user's function")]
            pub fn refresh(&self, $($arg: $ty),*) -> V {
                let mut value = None;
                (self.act)($($arg,)* Act::Refresh(&mut value));
                value.expect("a refresh ends with a value")
            }
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
