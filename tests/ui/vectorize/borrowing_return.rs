use bedeck::vectorize;

#[vectorize]
fn f(x: &str) -> &str {
    x.trim()
}

fn main() {}
