use bedeck::{par, parallel};

#[parallel]
fn count(a: &[u64]) -> u64 {
    let seen = std::cell::Cell::new(0);
    for x in par(a) {
        seen.set(seen.get() + x);
    }
    seen.get()
}

fn main() {}
