//! A caller of edition 2018: `gen` is a name, and macros see no panic of 2021.
#![deny(warnings)]
#![cfg(test)]

use bedeck::{memoize, par, parallel, timed, vectorize};

include!("../../common.rs");

#[timed]
fn gen(r#try: u8) -> u8 {
    r#try
}

#[test]
fn all_are_counted() {
    assert_eq!(gen(1), 1);
    check("bedeck_edition_2018", &[("gen", 1)]);
}
