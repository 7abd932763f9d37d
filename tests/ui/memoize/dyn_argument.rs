use std::fmt::Display;

use bedeck::memoize;

#[memoize]
fn shown(value: &dyn Display) -> String {
    value.to_string()
}

fn main() {}
