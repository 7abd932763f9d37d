use bedeck::memoize;

#[memoize]
fn f(x: f64) -> u64 {
    x.to_bits()
}

fn main() {}
