//! The engine of `#[memoize]`. `README.md` beside this file says how an expansion calls it.

pub mod hash;
pub mod key;

pub use key::Total;
