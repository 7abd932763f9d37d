use bedeck::memoize;

#[memoize(capcity = 10)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
