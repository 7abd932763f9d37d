//! A caller without the standard library: its own code names none of it, and neither may an expansion.
#![no_std]
#![no_implicit_prelude]
#![deny(warnings)]

use ::bedeck::{memoize, par, parallel, timed, vectorize};
use ::core::future::Future;
use ::core::iter::Iterator;
use ::core::option::Option::{self, Some};
use ::core::result::Result::{self, Err, Ok};

/// A plain function.
#[timed]
pub fn sum(numbers: &[u32]) -> u32 {
    numbers.iter().sum()
}

/// Kept.
#[memoize(capacity = 10, ttl = "1h", key = n / 2, skip_none)]
pub fn kept(n: u32) -> Option<u32> {
    Some(n / 2)
}

/// Kept, and measured.
#[timed]
#[memoize]
pub fn kept_slice(numbers: &[u32]) -> u32 {
    numbers.iter().sum()
}

/// Kept by an async function.
#[memoize]
pub async fn kept_later(n: u32) -> u32 {
    n
}

/// With options.
#[timed(in_flight, cpu, log_over = "1h")]
pub fn full(n: u32) -> u32 {
    n
}

/// With an outcome.
#[timed(outcome)]
pub fn seen(n: u32) -> Option<u32> {
    let n = n.checked_sub(1)?;
    Some(n)
}

/// On all cores.
#[parallel]
pub fn scaled(out: &mut [f64], by: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in par(0..out.len()) {
        out[i] *= by[i];
        sum += out[i];
    }
    for (i, x) in par(out.iter_mut().enumerate()) {
        *x += by[i];
    }
    sum
}

/// On all cores, until something fails.
///
/// # Errors
///
/// The first zero.
#[parallel]
pub fn checked(numbers: &[u32]) -> Result<u32, usize> {
    let mut sum = 0;
    for (i, n) in par(numbers.iter().enumerate()) {
        sum += if *n == 0 { Err(i)? } else { *n };
    }
    Ok(sum)
}

/// Over slices.
#[vectorize(parallel, fast)]
pub fn mixed(x: f64, y: f64) -> f64 {
    x * y + 1.0
}

/// Over slices, with a receiver.
#[derive(Debug)]
pub struct Scale(pub f32);

impl Scale {
    /// Larger.
    #[vectorize]
    pub fn scaled(&self, x: f32) -> Option<f32> {
        if x > 0.0 { Some(x * self.0) } else { Option::None }
    }
}

/// Line by line.
#[::bedeck::profiled(lines)]
pub fn largest(numbers: &[u32]) -> u32 {
    let mut largest = 0;
    for number in numbers {
        if *number > largest {
            largest = *number;
        } else if *number == 7 {
            break;
        }
    }
    largest
}

/// An async function.
#[timed]
pub async fn later(n: u32, m: u32) -> u32 {
    n + m
}

/// A function that returns a future.
#[timed(future)]
pub fn returned(n: u32) -> impl Future<Output = u32> {
    ::core::future::ready(n)
}

/// A type.
#[derive(Debug)]
pub struct Caller;

#[timed]
impl Caller {
    /// Not decorated.
    #[must_use]
    pub const fn constant() -> u32 {
        1
    }

    /// Decorated.
    #[must_use]
    pub fn get() -> u32 {
        ::bedeck::timed_block!("block", { Caller::constant() })
    }
}
