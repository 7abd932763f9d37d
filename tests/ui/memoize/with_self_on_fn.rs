use bedeck::memoize;

#[memoize(with_self)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
