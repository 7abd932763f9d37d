use bedeck::vectorize;

#[vectorize]
fn f(x: f64, #[cfg(unix)] _y: f64) -> f64 {
    x
}

fn main() {}
