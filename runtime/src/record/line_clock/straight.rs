//! The straight lines of a tick, twice as those of a call in `record/lines`: in plain Rust, and for builds without an optimiser
//! in the instructions that one makes of it.
//!
//! All of them do nothing if the clock is not one of the site, or has no such cell.

#[cfg(any(test, not(all(debug_assertions, target_arch = "x86_64", not(miri)))))]
mod portable;

#[cfg(all(debug_assertions, target_arch = "x86_64", not(miri)))]
mod instructions;
#[cfg(all(debug_assertions, target_arch = "x86_64", not(miri)))]
pub(super) use instructions::{advance, count, mark};
#[cfg(not(all(debug_assertions, target_arch = "x86_64", not(miri))))]
pub(super) use portable::{advance, count, mark};

#[cfg(all(test, debug_assertions, target_arch = "x86_64", not(miri)))]
mod tests;
