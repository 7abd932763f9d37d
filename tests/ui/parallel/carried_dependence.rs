use bedeck::{par, parallel};

#[parallel]
fn prefix(a: &mut [u64]) {
    for i in par(1..a.len()) {
        a[i] += a[i - 1];
    }
}

fn main() {}
