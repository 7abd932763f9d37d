use std::cell::Cell;

use bedeck::vectorize;

#[vectorize(parallel)]
fn f(sum: &Cell<f64>, #[each] x: f64) -> f64 {
    sum.set(x);
    x
}

fn main() {}
