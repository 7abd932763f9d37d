use bedeck::{par, parallel};

#[parallel]
fn total(a: &[u32], totals: &mut (u32, u32)) {
    for x in par(a) {
        totals.0 += *x;
    }
}

fn main() {}
