use bedeck::{par, parallel};

#[parallel]
fn reversed(a: &[u8], out: &mut [u8]) {
    for i in par(0..a.len()) {
        out[a.len() - 1 - i] = a[i];
    }
}

fn main() {}
