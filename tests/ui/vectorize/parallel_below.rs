use bedeck::{par, parallel, vectorize};

#[vectorize]
#[parallel]
fn f(n: u64) -> u64 {
    let mut sum = 0;
    for i in par(0..n) {
        sum += i;
    }
    sum
}

fn main() {}
