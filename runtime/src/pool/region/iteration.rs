//! What an iteration of a parallel loop gives back.

/// Nothing: an iteration ended. A `return` of the user's can give back no such thing.
#[derive(Clone, Copy, Debug)]
pub struct Done;

/// What an iteration ends with: [`Done`], or a failure by `?`.
pub trait Fallible: Send {
    /// No failure.
    const DONE: Self;

    /// Whether it is one.
    fn has_failed(&self) -> bool;
}

impl Fallible for Done {
    const DONE: Done = Done;

    #[inline(always)]
    fn has_failed(&self) -> bool {
        false
    }
}

impl<E: Send> Fallible for Result<Done, E> {
    const DONE: Result<Done, E> = Ok(Done);

    #[inline(always)]
    fn has_failed(&self) -> bool {
        self.is_err()
    }
}

impl Fallible for Option<Done> {
    const DONE: Option<Done> = Some(Done);

    #[inline(always)]
    fn has_failed(&self) -> bool {
        self.is_none()
    }
}

/// What a function with a parallel loop returns, where the loop uses `?`.
#[diagnostic::on_unimplemented(
    message = "`?` in a `par` loop needs a function that returns a `Result` or an `Option`, not `{Self}`"
)]
pub trait Attempt {
    /// What an iteration ends with.
    type Iteration;
}

impl<T, E> Attempt for Result<T, E> {
    type Iteration = Result<Done, E>;
}

impl<T> Attempt for Option<T> {
    type Iteration = Option<Done>;
}

/// What an iteration ends with, in a function that returns `R`.
pub type Iteration<R> = <R as Attempt>::Iteration;
