use bedeck::memoize;

#[memoize(disk)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
