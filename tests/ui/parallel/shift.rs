use bedeck::{par, parallel};

#[parallel]
fn shifted(a: &[u64]) -> u64 {
    let mut word = 1;
    for x in par(a) {
        word <<= x;
    }
    word
}

fn main() {}
