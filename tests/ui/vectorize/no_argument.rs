use bedeck::vectorize;

#[vectorize]
fn f() -> f64 {
    1.0
}

fn main() {}
