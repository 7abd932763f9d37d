use bedeck::{par, parallel};

#[parallel]
fn filled(a: &[u64]) -> Vec<u64> {
    let mut out = Vec::new();
    for x in par(a) {
        add(&mut out, *x);
    }
    out
}

fn add(out: &mut Vec<u64>, x: u64) {
    out.push(x);
}

fn main() {}
