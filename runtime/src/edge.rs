//! A value that is never made, for code that never runs.

/// Gives an async block its type: `if false { return edge::<T>(); }`.
#[cold]
#[must_use]
pub fn edge<T>() -> T {
    unreachable!("an edge is never taken")
}
