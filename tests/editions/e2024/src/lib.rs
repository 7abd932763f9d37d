//! A caller of edition 2024: returned `impl Trait` captures all lifetimes, and temporaries of a tail drop before its locals.
#![deny(warnings)]
#![cfg(test)]

use bedeck::{memoize, par, parallel, timed, vectorize};

include!("../../common.rs");

#[timed]
fn captures(text: &str) -> impl Iterator<Item = char> {
    text.chars().rev()
}

#[timed]
fn temporary() -> usize {
    let cell = std::cell::RefCell::new(vec![1]);
    cell.borrow().len()
}

#[test]
fn all_are_counted() {
    assert_eq!((captures("ab").collect::<String>().as_str(), temporary()), ("ba", 1));
    check("bedeck_edition_2024", &[("captures", 1), ("temporary", 1)]);
}

mod lines {
    include!("../../twins.rs");
}
