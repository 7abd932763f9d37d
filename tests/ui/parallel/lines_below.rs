use bedeck::{par, parallel, profiled};

#[parallel]
#[profiled(lines)]
fn sum(a: &[u64]) -> u64 {
    let mut sum = 0;
    for x in par(a) {
        sum += x;
    }
    sum
}

fn main() {}
