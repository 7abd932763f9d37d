//! The straight lines of a call: what every beginning, every end and every fold runs.
//!
//! They are written twice. `portable` is what the optimiser turns into the lines that a call ought to be. Without an
//! optimiser the same functions take five times as many instructions, and tests of small functions run ten times as long: there,
//! on x86-64, `instructions` writes out what the optimiser would have made. `tests` holds one against the other.

#[cfg(any(test, not(all(debug_assertions, target_arch = "x86_64", not(miri)))))]
mod portable;

#[cfg(all(debug_assertions, target_arch = "x86_64", not(miri)))]
mod instructions;
#[cfg(all(debug_assertions, target_arch = "x86_64", not(miri)))]
pub(super) use instructions::{begin, end, fold};
#[cfg(not(all(debug_assertions, target_arch = "x86_64", not(miri))))]
pub(super) use portable::{begin, end, fold};

#[cfg(not(debug_assertions))]
pub(super) use portable::fold_one;
/// One at a time is for optimised builds; without an optimiser, all together are a shorter line.
#[cfg(debug_assertions)]
pub(super) fn fold_one(_: &super::shard::Shard) -> bool {
    false
}

#[cfg(all(test, debug_assertions, target_arch = "x86_64", not(miri)))]
mod tests;
