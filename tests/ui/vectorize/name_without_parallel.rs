use bedeck::vectorize;

#[vectorize(name = "f")]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
