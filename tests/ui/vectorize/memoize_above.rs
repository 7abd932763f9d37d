use bedeck::{memoize, vectorize};

#[memoize]
#[vectorize]
fn f(x: u64) -> u64 {
    x
}

fn main() {}
