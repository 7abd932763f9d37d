use bedeck::memoize;

#[memoize(ignore(log))]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
