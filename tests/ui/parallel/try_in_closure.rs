use bedeck::{par, parallel};

#[parallel]
fn check(a: &[u64]) -> bool {
    let check = || {
        for x in par(a) {
            x.checked_sub(1)?;
        }
        Some(())
    };
    check().is_some()
}

fn main() {}
