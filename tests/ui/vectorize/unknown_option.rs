use bedeck::vectorize;

#[vectorize(parralel)]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
