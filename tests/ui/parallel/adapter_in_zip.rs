use bedeck::{par, parallel};

#[parallel]
fn sum(a: &[u64], b: &[u64]) -> u64 {
    let mut sum = 0;
    for (x, y) in par(a.iter().zip(b.iter().rev())) {
        sum += x * y;
    }
    sum
}

fn main() {}
