use bedeck::memoize;

#[memoize(disk = 5)]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
