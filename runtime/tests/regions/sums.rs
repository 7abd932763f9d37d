//! Loops with reductions.

use super::*;

/// `let mut sum = start; for i in par(0..a.len()) { sum += a[i]; } sum`
macro_rules! sum {
    ($name:ident, $number:ty $(, $option:ident($value:expr))?) => {
        fn $name(a: &[$number], start: $number) -> $number {
            let mut sum = start;
            {
                region!(region, turn $(, $option($value))?);
                let items = pool::source(0..a.len());
                let reduction = pool::reduction(pool::Sum, &sum);
                if region.inline_reduce(turn, pool::length(&items), &reduction)
                    || !pool::fits(&items, (&&&&Window(&a)).reach())
                {
                    for i in par(pool::plain(items)) {
                        sum += a[i];
                    }
                } else {
                    let (_, total) = region.reduce(
                        turn,
                        items,
                        &reduction,
                        |indices, cut, lanes| {
                            let a = (&&&&Window(&a)).window(indices.start, cut.length);
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
                            let a = (&&&&Window(&a)).window(indices.start, cut.length);
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
    };
}

sum!(sum, f64);
sum!(sum_of_1, f64, threads(1));
sum!(sum_of_2, f64, threads(2));
sum!(sum_of_4, f64, threads(4));
sum!(sum_of_8, f64, threads(8));
sum!(sum_by_1, f64, chunk(1));
sum!(sum_by_777, f64, chunk(777));
sum!(sum_alone, f64, serial_below(usize::MAX));
sum!(count, u32);
sum!(small_count, u8);

const ALL: [fn(&[f64], f64) -> f64; 8] = [sum, sum_of_1, sum_of_2, sum_of_4, sum_of_8, sum_by_1, sum_by_777, sum_alone];

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
fn a_float_sum_has_the_defined_order_on_any_number_of_threads() {
    let mut seed = 5;
    let lengths: &[usize] = if cfg!(miri) {
        &[0, 127, 128, 333, 1153]
    } else {
        // With 1 to 9 blocks, and with many.
        &[0, 1, 2, 127, 128, 129, 257, 512, 513, 700, 896, 1000, 1025, 8191, 8192, 10_000, 100_001, 1_000_003]
    };
    for n in lengths {
        let a: Vec<f64> = (0..*n).map(|_| (random(&mut seed) as f64).sqrt() - 2e9).collect();
        for start in [0.0, -0.0, 1e9] {
            let expected = defined(&a, start);
            for sum in ALL {
                for _ in 0..6 {
                    assert_eq!(sum(&a, start).to_bits(), expected.to_bits(), "n = {n}, start = {start}");
                }
            }
        }
    }
}

#[test]
fn the_zero_of_a_sum_keeps_its_sign_and_nan_stays() {
    for n in [0, 3, 128, 5000] {
        assert!(sum(&vec![-0.0; n], -0.0).is_sign_negative());
        assert!(sum(&vec![-0.0; n], 0.0).is_sign_positive());
        assert!(sum(&vec![1.0; n], f64::NAN).is_nan());
    }
}

#[test]
fn integers_give_what_the_plain_loop_gives() {
    let mut seed = 3;
    for n in [0, 1, 100, 128, 5000, 300_000] {
        let a: Vec<u32> = (0..n).map(|_| (random(&mut seed) >> 50) as u32).collect();
        for _ in 0..20 {
            assert_eq!(count(&a, 7), a.iter().sum::<u32>() + 7, "n = {n}");
        }
    }
}

#[test]
#[cfg(debug_assertions)]
fn an_overflow_panics() {
    for n in [300, 100_000] {
        let panic = std::panic::catch_unwind(|| small_count(&vec![1; n], 0)).unwrap_err();
        assert_eq!(*panic.downcast_ref::<&str>().unwrap(), "attempt to add with overflow");
    }
}

/// `for x in par(&data) { hist[*x as usize] += 1; last = last.max(*x); list.push(*x); }`
fn three(data: &[u8]) -> ([u32; 256], u8, Vec<u8>) {
    let (mut hist, mut last, mut list) = ([0; 256], 0, vec![9]);
    {
        region!(region, turn);
        let items = pool::source(data);
        let reduction =
            (pool::elementwise(pool::Sum, &hist), pool::reduction(pool::Greatest, &last), pool::concatenated(&list));
        if region.inline_reduce(turn, pool::length(&items), &reduction) {
            for x in par(pool::plain(items)) {
                hist[*x as usize] += 1;
                last = last.max(*x);
                list.push(*x);
            }
        } else {
            let (_, total) = region.reduce(
                turn,
                items,
                &reduction,
                |_, _, _| -> Done { unreachable!("there are no floats") },
                |chunk, _, lanes| {
                    let mut hist = reduction.0.take(&mut lanes.0);
                    let mut list = reduction.2.take(&mut lanes.2);
                    for (at, x) in chunk.enumerate() {
                        let mut last = reduction.1.get(&lanes.1, at);
                        (|| {
                            hist[*x as usize] += 1;
                            last = last.max(*x);
                            list.push(*x);
                            Done
                        })();
                        reduction.1.set(&mut lanes.1, at, last);
                    }
                    reduction.0.put(&mut lanes.0, hist);
                    reduction.2.put(&mut lanes.2, list);
                    Done
                },
            );
            if let Some(total) = total {
                hist = reduction.0.finish(hist, total.0);
                last = reduction.1.finish(last, total.1);
                list = reduction.2.finish(list, total.2);
            }
        }
    }
    (hist, last, list)
}

#[test]
fn declared_reductions_give_what_the_plain_loop_gives() {
    let mut seed = 11;
    for n in [0, 5, 128, 1000, 200_000] {
        let data: Vec<u8> = (0..n).map(|_| random(&mut seed) as u8).collect();
        let mut hist = [0; 256];
        data.iter().for_each(|x| hist[*x as usize] += 1);
        let list: Vec<u8> = std::iter::once(9).chain(data.iter().copied()).collect();
        for _ in 0..10 {
            assert_eq!(three(&data), (hist, data.iter().copied().max().unwrap_or(0), list.clone()), "n = {n}");
        }
    }
}
