use bedeck::vectorize;

#[vectorize]
fn f(x: f64) {
    drop(x);
}

fn main() {}
