use bedeck::{par, parallel};

#[parallel]
fn find(a: &[u32]) -> Option<usize> {
    for i in par(0..a.len()) {
        if a[i] == 0 {
            return Some(i);
        }
    }
    None
}

fn main() {}
