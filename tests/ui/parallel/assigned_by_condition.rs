use bedeck::{par, parallel};

#[parallel]
fn largest(a: &[u32]) -> u32 {
    let mut best = 0;
    for x in par(a) {
        if *x > best {
            best = *x;
        }
    }
    best
}

fn main() {}
