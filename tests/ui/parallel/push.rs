use bedeck::{par, parallel};

#[parallel]
fn squares(a: &[u64]) -> Vec<u64> {
    let mut out = Vec::new();
    for x in par(a) {
        out.push(x * x);
    }
    out
}

fn main() {}
