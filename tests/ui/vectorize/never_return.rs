use bedeck::vectorize;

#[vectorize]
fn f(x: f64) -> ! {
    panic!("{x}")
}

fn main() {}
