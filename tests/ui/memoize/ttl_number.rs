use bedeck::memoize;

#[memoize(ttl = 60)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
