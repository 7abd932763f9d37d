use bedeck::memoize;

#[memoize(log_over = "1s")]
fn f(n: u8) -> u8 {
    n
}

fn main() {}
