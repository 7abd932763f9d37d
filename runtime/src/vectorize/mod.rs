//! The engine of `#[vectorize]`: a function's body in loops over slices, compiled for several sets of instructions, of which
//! the processor's widest is taken.
//!
//! ```text
//! // Input:  #[vectorize] fn f(x: f64, y: f64) -> f64 { body }
//! fn f(x: f64, y: f64) -> f64 { f_body(x, y) }
//! #[inline(always)] fn f_body(x: f64, y: f64) -> f64 { body }
//! fn f_slice(x: &[f64], y: &[f64], out: &mut [f64]) {
//!     check("f_slice", &[("x", x.len()), ("y", y.len()), ("out", out.len())]);
//!     f_fill(x, y, Some(out));
//! }
//! fn f_vec(x: &[f64], y: &[f64]) -> Vec<f64> { check("f_vec", ..); f_fill(x, y, None) }
//! fn f_fill(x: &[f64], y: &[f64], out: Option<&mut [f64]>) -> Vec<f64> {
//!     Loops { avx512: |(x, y)| f_body(x, y), avx2: |(x, y)| f_body(x, y), baseline: |(x, y)| f_body(x, y) }.fill((x, y), out)
//! }
//! ```
//!
//! Each set of instructions has a closure of its own, with one call site: then the compiler makes it, and the body in it,
//! part of the loop that is compiled for these instructions.

mod columns;
mod fused;
mod lengths;
mod loops;
#[cfg(test)]
mod tests;

pub use crate::width::{Width, with_width};
pub use columns::Columns;
pub use fused::{AtBaseline, ByFma, ByParts, Fused, Plain, Rounding, Terms, terms};
pub use lengths::check;
pub use loops::Loops;
