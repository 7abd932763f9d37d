use bedeck::{par, parallel};

#[parallel]
fn mixed(a: &[u64]) -> u64 {
    let mut sum = 0;
    for x in par(a) {
        sum += x;
        sum ^= 1;
    }
    sum
}

fn main() {}
