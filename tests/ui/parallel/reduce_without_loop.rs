use bedeck::{par, parallel};

#[parallel]
fn sum(a: &[u64]) -> u64 {
    #[reduce(+)]
    let mut sum = 0;
    for x in par(a) {
        drop(x);
    }
    sum += 1;
    sum
}

fn main() {}
