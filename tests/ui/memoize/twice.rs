use bedeck::memoize;

#[memoize]
#[memoize]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
