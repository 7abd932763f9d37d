use bedeck::{par, parallel};

#[parallel]
fn check(a: &[u64]) {
    for x in par(a) {
        x.checked_sub(1)?;
    }
}

fn main() {}
