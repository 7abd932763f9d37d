use bedeck::memoize;

#[memoize]
fn f(n: u8) -> impl Iterator<Item = u8> {
    0..n
}

fn main() {}
