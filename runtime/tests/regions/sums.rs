//! Loops with reductions.

use super::*;

/// `let mut sum = start; for i in par(0..a.len()) { sum += a[i]; } sum`
fn sum(a: &[f64], start: f64) -> f64 {
    let mut sum = start;
    {
        region!(REGION, TURN);
        let items = pool::source(0..a.len());
        let reduction = pool::reduction(pool::Sum, &sum);
        if REGION.inline_reduce(&TURN, pool::length(&items), &reduction)
            || !pool::fits(&items, (&&&&Window(&a)).reach())
        {
            for i in par(pool::plain(items)) {
                sum += a[i];
            }
        } else {
            let (_, total) = REGION.reduce(
                &TURN,
                items,
                &reduction,
                |indices, cut, lanes| {
                    let first = indices.start;
                    let a = (&&&&Window(&a)).window(first, cut.length);
                    for at in 0..cut.length {
                        if at >= pool::LANES {
                            break;
                        }
                        let mut sum = reduction.get(lanes, at);
                        (|| {
                            sum += a[at];
                            Done
                        })();
                        reduction.set(lanes, at, sum);
                    }
                    Done
                },
                |indices, cut, lanes| {
                    let first = indices.start;
                    let a = (&&&&Window(&a)).window(first, cut.length);
                    for at in 0..cut.length {
                        let mut sum = reduction.get(lanes, at);
                        (|| {
                            sum += a[at];
                            Done
                        })();
                        reduction.set(lanes, at, sum);
                    }
                    Done
                },
            );
            if let Some(total) = total {
                sum = reduction.finish(sum, total);
            }
        }
    }
    sum
}

/// The defined order, written out.
fn defined(a: &[f64], start: f64) -> f64 {
    if a.len() < 128 {
        return a.iter().fold(start, |sum, x| sum + x);
    }
    let blocks = a.chunks((a.len() / 64).clamp(128, 4096)).map(|block| {
        let mut lanes = [-0.0; 32];
        for (j, x) in block.iter().enumerate() {
            lanes[j % 32] += x;
        }
        lanes[1..].iter().fold(lanes[0], |sum, x| sum + x)
    });
    start + blocks.reduce(|sum, x| sum + x).unwrap()
}

#[test]
fn a_float_sum_has_the_defined_order() {
    let mut seed = 5;
    for n in [0, 1, 2, 127, 128, 129, 1000, 8191, 8192, 10_000, 100_001, 1_000_003] {
        let a: Vec<f64> = (0..n).map(|_| (random(&mut seed) as f64).sqrt() - 2e9).collect();
        for start in [0.0, -0.0, 1e9] {
            let expected = defined(&a, start);
            for _ in 0..30 {
                assert_eq!(sum(&a, start).to_bits(), expected.to_bits(), "n = {n}, start = {start}");
            }
        }
    }
}

#[test]
fn the_zero_of_a_sum_keeps_its_sign() {
    for n in [0, 3, 128, 5000] {
        assert!(sum(&vec![-0.0; n], -0.0).is_sign_negative());
        assert!(sum(&vec![-0.0; n], 0.0).is_sign_positive());
    }
}
