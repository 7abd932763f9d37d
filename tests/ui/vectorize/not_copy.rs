use bedeck::vectorize;

#[vectorize]
fn f(x: String) -> usize {
    x.len()
}

fn main() {}
