use bedeck::{par, parallel};

macro_rules! keep {
    ($kept:ident, $x:expr) => {
        $kept = $x
    };
}

#[parallel]
fn last(a: &[u32]) -> u32 {
    let mut last = 0;
    for x in par(a) {
        keep!(last, *x);
    }
    last
}

fn main() {}
