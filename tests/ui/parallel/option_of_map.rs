use bedeck::{par, parallel};

#[parallel(progress)]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
