use bedeck::{par, parallel};

#[parallel(chunk = 8, schedule = "dynamic(1)")]
fn none(n: usize) {
    for _ in par(0..n) {}
}

fn main() {}
