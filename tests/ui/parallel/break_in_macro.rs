use bedeck::{par, parallel};

macro_rules! stop {
    ($x:expr) => {
        if $x == 0 {
            break;
        }
    };
}

#[parallel]
fn find(a: &[u32]) {
    for x in par(a) {
        stop!(*x);
    }
}

fn main() {}
