use bedeck::{par, parallel};

#[parallel]
const fn sum() {
    for _ in par(0..3) {}
}

fn main() {}
