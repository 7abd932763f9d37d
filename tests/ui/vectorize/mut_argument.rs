use bedeck::vectorize;

#[vectorize]
fn f(x: f64, sum: &mut f64) -> f64 {
    *sum += x;
    *sum
}

fn main() {}
