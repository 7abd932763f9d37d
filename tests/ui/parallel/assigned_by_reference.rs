use bedeck::{par, parallel};

#[parallel]
fn total(a: &[u32], sum: &mut u32) {
    for x in par(a) {
        *sum += *x;
    }
}

fn main() {}
