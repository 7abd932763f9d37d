use bedeck::{par, parallel};

#[parallel]
fn f(out: &mut [usize]) {
    for i in par(0..out.len()) {
        out[i] = 1;
        let out = [5; 1000];
        assert_eq!(out[i], 5);
    }
}

fn main() {}
