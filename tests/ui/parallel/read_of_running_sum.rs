use bedeck::{par, parallel};

#[parallel]
fn running(a: &[u64], out: &mut [u64]) {
    let mut sum = 0;
    for i in par(0..a.len()) {
        sum += a[i];
        out[i] = sum;
    }
}

fn main() {}
