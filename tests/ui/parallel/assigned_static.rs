use bedeck::{par, parallel};

#[parallel]
fn count(a: &[u32]) {
    static mut SEEN: u32 = 0;
    for _ in par(a) {
        unsafe { SEEN += 1 };
    }
}

fn main() {}
