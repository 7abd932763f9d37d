use bedeck::{par, parallel};

#[parallel]
fn fibonacci(n: u64) -> u64 {
    let (mut a, mut b) = (0, 1);
    for _ in par(0..n) {
        (a, b) = (b, a + b);
    }
    a
}

fn main() {}
