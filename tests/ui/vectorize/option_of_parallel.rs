use bedeck::vectorize;

#[vectorize(parallel, threads = 2)]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
