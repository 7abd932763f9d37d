//! A caller of edition 2021.
#![deny(warnings)]
#![cfg(test)]

use bedeck::{memoize, par, parallel, timed, vectorize};

include!("../../common.rs");

#[timed]
fn gen(closure: impl Fn() -> u8) -> u8 {
    closure()
}

#[test]
fn all_are_counted() {
    assert_eq!(gen(|| 1), 1);
    check("bedeck_edition_2021", &[("gen", 1)]);
}

mod lines {
    include!("../../twins.rs");
}
