use bedeck::memoize;

#[memoize(capacity = 0)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
