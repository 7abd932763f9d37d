use bedeck::{par, parallel};

#[parallel]
fn two(a: &[u64]) -> u64 {
    let mut last = 0;
    for x in par(a) {
        last = *x;
        if last == 3 {
            break;
        }
    }
    last
}

fn main() {}
