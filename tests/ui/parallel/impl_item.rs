use bedeck::{par, parallel};

#[parallel]
impl Loops {
    fn none(n: usize) {
        for _ in par(0..n) {}
    }
}

struct Loops;

fn main() {}
