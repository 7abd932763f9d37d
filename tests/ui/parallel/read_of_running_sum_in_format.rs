use bedeck::{par, parallel};

#[parallel]
fn running(a: &[u64]) -> u64 {
    let mut sum = 0;
    for x in par(a) {
        sum += x;
        println!("{sum}");
    }
    sum
}

fn main() {}
