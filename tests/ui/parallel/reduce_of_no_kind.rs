use bedeck::{par, parallel};

#[parallel]
fn sum(a: &[u64]) -> u64 {
    #[reduce(sum)]
    let mut sum = 0;
    for x in par(a) {
        sum += x;
    }
    sum
}

fn main() {}
