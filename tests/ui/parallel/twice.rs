use bedeck::{par, parallel};

#[parallel]
#[parallel]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
