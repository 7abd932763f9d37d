use bedeck::vectorize;

#[vectorize]
async fn f(x: impl Into<f64>) {
    drop(x);
}

fn main() {}
