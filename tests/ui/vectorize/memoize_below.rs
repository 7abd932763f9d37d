use bedeck::{memoize, vectorize};

#[vectorize]
#[memoize]
fn f(x: u64) -> u64 {
    x
}

fn main() {}
