use std::future::{Ready, ready};

use bedeck::timed;

#[timed(future, span)]
fn f(n: u8) -> Ready<u8> {
    ready(n)
}

fn main() {}
