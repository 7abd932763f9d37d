use bedeck::memoize;

#[memoize(redis, disk)]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
