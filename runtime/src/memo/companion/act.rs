//! What the expansion does with a key and a table, besides the call itself.

use core::fmt;

use crate::memo::key::Key;
use crate::memo::kind::Kind;
use crate::memo::table::{Run, Start, Table};

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
    #[inline(always)]
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
    pub(super) run: Run<'t, K, V, P>,
    pub(super) out: &'r mut Option<V>,
}

impl<K, V: Clone, P: Kind> Refresh<'_, '_, K, V, P> {
    /// The body returned.
    pub fn finish(mut self, value: V, keep: bool, weigh: impl FnOnce(&V) -> u64) {
        *self.out = Some(self.run.finish_weighing(value, keep, weigh));
    }
}

impl<K, V, P: Kind> fmt::Debug for Refresh<'_, '_, K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refresh")
    }
}

/// What says that a function is async: its handle refreshes by a function of its own.
#[derive(Clone, Copy, Debug)]
pub struct Later(pub(super) ());

/// The async function that computes anew, called with arguments of these types. What it returns has a name here, so that the
/// compiler sees whether it may be sent.
pub trait Refreshes<A> {
    /// The future.
    type Future;

    /// Calls it.
    fn begin(&self, arguments: A) -> Self::Future;
}

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
