use bedeck::{profiled, vectorize};

#[profiled(lines)]
#[vectorize]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
