use bedeck::vectorize;

#[vectorize]
fn f(x: f64) -> String {
    x.to_string()
}

fn main() {}
