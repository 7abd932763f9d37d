use bedeck::memoize;

#[memoize(stale = "1s")]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
