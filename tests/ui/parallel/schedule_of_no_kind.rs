use bedeck::{par, parallel};

#[parallel(schedule = "static")]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
