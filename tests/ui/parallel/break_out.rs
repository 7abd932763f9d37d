use bedeck::{par, parallel};

#[parallel]
fn find(a: &[u32]) -> u64 {
    let mut sum = 0;
    for x in par(a) {
        if *x == 0 {
            break;
        }
        sum += u64::from(*x);
    }
    sum
}

fn main() {}
