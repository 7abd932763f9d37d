use bedeck::timed;

#[timed(fast)]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
