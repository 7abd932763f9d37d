use bedeck::{par, parallel};

#[parallel]
fn scaled(out: &mut [f64]) {
    for i in par(0..out.len()) {
        out[i] /= out.len() as f64;
    }
}

fn main() {}
