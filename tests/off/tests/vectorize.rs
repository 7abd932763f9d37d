//! Without the feature `record`, `#[vectorize]` works all the same: `cargo test -p bedeck-off`.

use bedeck::{timed, vectorize};

#[timed]
#[vectorize]
fn hypot(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

#[vectorize(parallel, fast)]
#[timed]
fn mixed(x: f64, y: f64) -> f64 {
    x * y + 1.0
}

#[test]
fn elements_are_computed() {
    let mut out = [0.0; 20];
    hypot_slice(&[3.0; 20], &[4.0; 20], &mut out);
    assert_eq!((out, hypot(3.0, 4.0)), ([5.0; 20], 5.0));
    assert_eq!((mixed_vec(&[2.0; 10], &[3.0; 10]), mixed(2.0, 3.0)), (vec![7.0; 10], 7.0));
}
