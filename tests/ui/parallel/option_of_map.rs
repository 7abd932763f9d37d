use bedeck::{par, parallel};

#[parallel(limit = 2)]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
