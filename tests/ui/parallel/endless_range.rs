use bedeck::{par, parallel};

#[parallel]
fn forever() {
    for _ in par(0..) {}
}

fn main() {}
