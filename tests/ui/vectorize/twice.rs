use bedeck::vectorize;

#[vectorize]
#[vectorize]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
