use bedeck::memoize;

#[memoize]
const fn f(n: u8) -> u8 {
    n
}

fn main() {}
