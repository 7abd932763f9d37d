use bedeck::{par, parallel};

#[parallel(thread = 2)]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
