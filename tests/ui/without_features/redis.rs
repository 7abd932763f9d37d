use bedeck::memoize;

#[memoize(redis)]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
