use bedeck::memoize;

#[memoize(ignore)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
