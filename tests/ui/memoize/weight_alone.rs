use bedeck::memoize;

#[memoize(weight = |n| *n)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
