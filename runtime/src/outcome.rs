//! Which return values count as ok, for the option `outcome`.

/// Says whether a returned value is a success. `#[timed(outcome)]` counts ok and err through it.
///
/// ```
/// use bedeck_runtime::Outcome;
///
/// enum Answer {
///     Found(String),
///     Missing,
/// }
///
/// impl Outcome for Answer {
///     fn is_ok(&self) -> bool {
///         matches!(self, Answer::Found(_))
///     }
/// }
///
/// assert!(Answer::Found("page".into()).is_ok());
/// assert!(!Answer::Missing.is_ok());
/// assert!(!Outcome::is_ok(&None::<u8>));
/// ```
///
/// | returned | counts as |
/// |---|---|
/// | `Ok(_)`, `Some(_)` | ok |
/// | `Err(_)`, `None` | err |
/// | a type of yours | what its `is_ok` says |
///
/// # Restrictions
///
/// A call that panics, or a future that is dropped before it is ready, is neither ok nor err.
///
/// # Panics
///
/// A panic in `is_ok` is the call's panic: it reaches the caller and is counted as one.
#[diagnostic::on_unimplemented(
    message = "`outcome` cannot tell whether a returned `{Self}` is ok or err",
    label = "this type does not implement `bedeck::Outcome`",
    note = "return a `Result` or an `Option`, implement `bedeck::Outcome` for `{Self}`, or leave `outcome` out"
)]
pub trait Outcome {
    /// Whether the call succeeded.
    fn is_ok(&self) -> bool;
}

/// `Err` counts as err.
impl<T, E> Outcome for Result<T, E> {
    fn is_ok(&self) -> bool {
        Result::is_ok(self)
    }
}

/// `None` counts as err.
impl<T> Outcome for Option<T> {
    fn is_ok(&self) -> bool {
        self.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_err_are_err() {
        fn ok(value: impl Outcome) -> bool {
            value.is_ok()
        }
        assert_eq!([ok(Ok::<_, ()>(1)), ok(Err::<(), _>(1)), ok(Some(1)), ok(None::<u8>)], [true, false, true, false]);
    }
}
