use bedeck::vectorize;

#[vectorize]
fn f(x: f64) -> impl Into<f64> {
    x
}

fn main() {}
