//! Loops without a result.

use super::*;

/// `for i in par(0..out.len()) { out[i] = a[i] * k + i as u64; }`
fn scale(out: &mut [u64], a: &[u64], k: u64) {
    region!(REGION, TURN);
    let items = pool::source(0..out.len());
    if REGION.inline(&TURN, pool::length(&items))
        || !pool::fits(&items, out.len())
        || !pool::fits(&items, (&&&&Window(&a)).reach())
    {
        for i in par(pool::plain(items)) {
            out[i] = a[i] * k + i as u64;
        }
    } else {
        let (a, k) = (a, k);
        REGION.run(&TURN, pool::with(items, &mut out[..]), |(indices, out), cut| {
            let first = indices.start;
            let a = (&&&&Window(&a)).window(first, cut.length);
            for at in 0..cut.length {
                let i = first + at;
                (|| {
                    out[at] = a[at] * k + i as u64;
                    Done
                })();
            }
            Done
        });
    }
}

#[test]
fn every_element_is_written_once_and_rightly() {
    let mut seed = 7;
    for run in 0..OFTEN {
        let n = [0, 1, 5, 127, 1000, 65_537, 300_000][run % 7];
        let a: Vec<u64> = (0..n).map(|_| random(&mut seed) >> 40).collect();
        let mut out = vec![1; n];
        scale(&mut out, &a, 3);
        assert!(out.iter().zip(&a).enumerate().all(|(i, (out, a))| *out == a * 3 + i as u64), "n = {n}");
    }
}

#[test]
fn an_array_that_is_too_short_panics_as_in_the_plain_loop() {
    let panic = std::panic::catch_unwind(|| scale(&mut [0; 10], &[1; 7], 1)).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert_eq!(message, "index out of bounds: the len is 7 but the index is 7");
}
