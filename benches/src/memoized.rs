//! Calls of memoized functions, of which callgrind counts the instructions.

use std::hint::black_box;

use crate::work::{repeat, tiny};

#[bedeck::memoize]
fn kept(number: u64) -> u64 {
    tiny(number)
}

#[bedeck::memoize(capacity = 10_000)]
fn some_kept(number: u64) -> u64 {
    tiny(number)
}

/// Finds each of 1024 values by turns.
pub fn hits(calls: u64) {
    (0..1024).for_each(|number| _ = kept(number));
    repeat(calls, |number| kept(black_box(number % 1024)));
}

/// Never finds one.
pub fn misses(calls: u64) {
    repeat(calls, |number| kept(black_box(number)));
}

/// Never finds one, and another goes for each.
pub fn evictions(calls: u64) {
    repeat(calls, |number| some_kept(black_box(number)));
}
