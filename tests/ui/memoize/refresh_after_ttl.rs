use bedeck::memoize;

#[memoize(ttl = "1s", refresh = "1m")]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
