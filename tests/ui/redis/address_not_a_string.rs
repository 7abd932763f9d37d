use bedeck::memoize;

#[memoize(redis = 6379)]
fn f(n: u64) -> u64 {
    n
}

fn main() {}
