use bedeck::{par, parallel};

#[parallel]
fn histogram(a: &[u8], counts: &mut [u64]) {
    for x in par(a) {
        counts[*x as usize] += 1;
    }
}

fn main() {}
