//! Which values are kept, decided by the type that the function declares.

use core::any::type_name;
use core::marker::PhantomData;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::report::output::complain;

/// The type that a memoized function declares to return. Method resolution finds [`Declared::keeps`] where that is a `Result`, by
/// whatever name, and [`Otherwise::keeps`] where it is none.
#[derive(Clone, Copy, Debug)]
pub struct Declared<V>(PhantomData<fn() -> V>);

impl<V> Declared<V> {
    /// Of the type `V`.
    #[must_use]
    pub const fn new() -> Declared<V> {
        Declared(PhantomData)
    }
}

impl<V> Default for Declared<V> {
    fn default() -> Self {
        Declared::new()
    }
}

impl<T, E> Declared<Result<T, E>> {
    /// An `Err` is not kept.
    #[inline]
    pub fn keeps(self, value: &Result<T, E>) -> bool {
        value.is_ok()
    }
}

/// All other types.
pub trait Otherwise<V> {
    /// Every value is kept.
    fn keeps(self, value: &V) -> bool;
}

impl<V> Otherwise<V> for Declared<V> {
    #[inline]
    fn keeps(self, _: &V) -> bool {
        let name = type_name::<V>();
        if !name.starts_with("core::result::Result<") {
            return true;
        }
        warn_of_hidden_result(name);
        false
    }
}

/// A type parameter that turned out to be a `Result`: which of its values are errors cannot be told here.
#[cold]
fn warn_of_hidden_result(name: &'static str) {
    static SAID: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let is_new = SAID.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(name);
    if is_new {
        complain(&format!(
            "`#[memoize]` keeps no value of a generic function that returns `{name}`: it cannot tell its errors; declare the \
             `Result`, or write `#[memoize(cache_err)]`"
        ));
    }
}

/// A type that has a `None`, for `skip_none`.
#[diagnostic::on_unimplemented(
    message = "`skip_none` leaves a `None` out, and `{Self}` has none",
    label = "not an `Option`",
    note = "return an `Option`, or leave `skip_none` out"
)]
pub trait MaybeNone {
    /// Whether it is something.
    fn is_some(&self) -> bool;
}

impl<T> MaybeNone for Option<T> {
    fn is_some(&self) -> bool {
        Option::is_some(self)
    }
}

/// What a memoized function may return.
#[diagnostic::on_unimplemented(
    message = "`#[memoize]` cannot keep a `{Self}`: every hit returns a clone of what is kept",
    label = "this type is not `Clone`",
    note = "return `Arc<..>`, which clones in some nanoseconds, or derive `Clone`"
)]
pub trait Keepable: Clone {}

#[diagnostic::do_not_recommend]
impl<V: Clone> Keepable for V {}
