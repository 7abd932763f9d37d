use bedeck::{par, parallel};

#[parallel]
fn fetch(a: &[u32]) {
    for x in par(a) {
        drop(async { *x });
    }
}

fn main() {}
