use bedeck::{par, parallel};

#[parallel]
fn last(a: &[u32]) -> u32 {
    let mut last = 0;
    for x in par(a) {
        last = *x;
    }
    last
}

fn main() {}
