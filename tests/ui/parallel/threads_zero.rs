use bedeck::{par, parallel};

#[parallel(threads = 0)]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
