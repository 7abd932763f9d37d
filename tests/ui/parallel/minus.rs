use bedeck::{par, parallel};

#[parallel]
fn rest(a: &[u64]) -> u64 {
    let mut left = 1000;
    for x in par(a) {
        left -= x;
    }
    left
}

fn main() {}
