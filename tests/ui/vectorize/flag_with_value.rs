use bedeck::vectorize;

#[vectorize(fast = true)]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
