use bedeck::memoize;

#[memoize(max_weight = "1Mb", weight = |n| *n)]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
