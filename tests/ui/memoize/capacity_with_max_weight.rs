use bedeck::memoize;

#[memoize(capacity = 10, max_weight = "1MiB", weight = |n| *n)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
