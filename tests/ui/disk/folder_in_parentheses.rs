use bedeck::memoize;

#[memoize(disk("target"))]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
