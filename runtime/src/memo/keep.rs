//! Which values are kept: an `Err` is not, by its type and never by a name.

use core::any::type_name;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicBool, Ordering};

/// Asks whether a type is a `Result`: `(&Probe::<V>::NEW).keeps(&value)`, with both traits below in scope. Of two methods
/// of one name the compiler takes the one that needs fewer references.
#[derive(Debug)]
pub struct Probe<V>(PhantomData<fn() -> V>);

impl<V> Probe<V> {
    /// The question.
    pub const NEW: Probe<V> = Probe(PhantomData);
}

/// Of a `Result`, through whatever alias or macro it came.
pub trait KeepsOk<V> {
    /// Whether the value is kept.
    fn keeps(&self, value: &V) -> bool;
}

impl<T, E> KeepsOk<Result<T, E>> for Probe<Result<T, E>> {
    #[inline]
    fn keeps(&self, value: &Result<T, E>) -> bool {
        value.is_ok()
    }
}

/// Of everything else.
pub trait KeepsAll<V> {
    /// Whether the value is kept.
    fn keeps(&self, value: &V) -> bool;
}

impl<V> KeepsAll<V> for &Probe<V> {
    #[inline]
    fn keeps(&self, _: &V) -> bool {
        !is_hidden_result::<V>()
    }
}

/// A generic return type looks like no `Result` to the compiler, but may be one: then nothing is kept, and that is said once.
fn is_hidden_result<V>() -> bool {
    static SAID: AtomicBool = AtomicBool::new(false);
    let name = type_name::<V>();
    let hidden = name.starts_with("core::result::Result<");
    if hidden && !SAID.swap(true, Ordering::Relaxed) {
        eprintln!(
            "bedeck: a generic `#[memoize]` function returns `{name}`, of which `Ok` cannot be told from `Err`: nothing is \
             kept; name the `Result` in the signature, or say `cache_err`"
        );
    }
    hidden
}

/// What `skip_none` can be said of.
#[diagnostic::on_unimplemented(
    message = "`skip_none` needs a function that returns an `Option`, and this one returns `{Self}`",
    note = "leave `skip_none` out, or return `Option<..>` or `Result<Option<..>, ..>`"
)]
pub trait MaybeNone {
    /// Whether there is something.
    fn is_something(&self) -> bool;
}

impl<T> MaybeNone for Option<T> {
    fn is_something(&self) -> bool {
        self.is_some()
    }
}

impl<T, E> MaybeNone for Result<Option<T>, E> {
    fn is_something(&self) -> bool {
        !matches!(self, Ok(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! keeps {
        ($type:ty, $value:expr) => {
            (&Probe::<$type>::NEW).keeps(&$value)
        };
    }

    type Alias<T> = Result<T, String>;

    /// A type of that name which is none.
    mod other {
        pub(super) enum Result {
            Err,
        }
    }

    fn generic<R>(value: &R) -> bool {
        (&Probe::<R>::NEW).keeps(value)
    }

    #[test]
    fn an_err_is_not_kept() {
        assert!(keeps!(Result<u8, ()>, Ok(1)));
        assert!(!keeps!(Result<u8, ()>, Err(())));
        assert!(!keeps!(Alias<u8>, Err(String::new())));
        assert!(keeps!(Option<u8>, None));
        assert!(keeps!(other::Result, other::Result::Err));
        assert!(generic(&1));
        assert!(!generic(&Ok::<u8, u8>(1)), "better not than an `Err`");
    }

    #[test]
    fn nothing_is_told_from_something() {
        assert!(Some(1).is_something() && Ok::<_, ()>(Some(1)).is_something());
        assert!(!None::<u8>.is_something() && !Ok::<_, ()>(None::<u8>).is_something());
        assert!(Err::<Option<u8>, _>(()).is_something());
    }
}
