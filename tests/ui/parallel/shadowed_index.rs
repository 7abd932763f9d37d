use bedeck::{par, parallel};

#[parallel]
fn wrong(out: &mut [usize]) {
    for i in par(0..out.len()) {
        let i = i / 2;
        out[i] = i;
    }
}

fn main() {}
