use bedeck::{par, parallel};

#[parallel]
fn sums(out: &mut [u64], a: &[u64]) {
    for i in par(0..out.len()) {
        for x in par(a) {
            out[i] += x;
        }
    }
}

fn main() {}
