use bedeck::memoize;

#[memoize(max_weight = "1MiB")]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
