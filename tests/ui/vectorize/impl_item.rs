use bedeck::vectorize;

struct S;

#[vectorize]
impl S {
    fn f(x: f64) -> f64 {
        x
    }
}

fn main() {}
