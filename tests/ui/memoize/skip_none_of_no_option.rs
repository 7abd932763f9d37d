use bedeck::memoize;

#[memoize(skip_none)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
