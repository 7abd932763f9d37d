// unsafe: takes chunks from a source, and keeps partial results where several threads write side by side.
//! Reductions: what they start from, in which order they go, and how partial results become one.
//!
//! A reduction that depends on its order has one, chosen by the number of items alone: see [`block`].

mod declared;
mod kernel;
mod operator;
mod parts;
mod reduction;
#[cfg(target_arch = "x86_64")]
mod width;

pub use declared::{Always, Concatenate, Declared, Elements, Histogram, Order, concatenated, declared, elementwise};
pub use operator::{And, Greatest, Least, Neutral, Number, Operator, Or, Product, Sum, Xor};
pub use reduction::{Lanes, One, Reduce, Reduction, reduction};

pub(super) use kernel::Kernel;
pub(super) use parts::{Parts, Unordered};
#[cfg(target_arch = "x86_64")]
pub(super) use width::force_width;
#[cfg(target_arch = "x86_64")]
pub(super) use width::{Width, width};

/// Fewer items than this are reduced as the loop is written.
pub(super) const SERIAL: usize = 128;

/// How many items in a row make a block.
pub(super) const fn block(items: usize) -> usize {
    let part = items / 64;
    if part < 128 {
        128
    } else if part > 4096 {
        4096
    } else {
        part
    }
}
