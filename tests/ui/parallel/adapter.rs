use bedeck::{par, parallel};

#[parallel]
fn sum(a: &[u64]) -> u64 {
    let mut sum = 0;
    for x in par(a.iter().map(|x| x + 1)) {
        sum += x;
    }
    sum
}

fn main() {}
