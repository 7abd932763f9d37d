//! Reductions that `#[reduce(..)]` declares.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::float_cmp)] // numbers are small

use std::fmt::Write as _;

use bedeck::{par, parallel};

#[parallel]
fn histogram(a: &[u32]) -> Vec<u64> {
    #[reduce(each(+))]
    let mut counts = vec![0; 64];
    for a in par(a) {
        counts[*a as usize % 64] += 1;
    }
    counts
}
#[parallel]
fn gathered(a: &[u32]) -> (Vec<u32>, String, u32) {
    #[reduce(concat)]
    let mut even = vec![7];
    #[reduce(concat)]
    let mut text = String::from("> ");
    let mut odd = 0;
    for (i, a) in par(a.iter().enumerate()) {
        if a % 2 == 0 {
            even.push(*a);
        } else {
            odd += 1;
        }
        if a % 5 == 0 {
            write!(text, "{i},").unwrap();
        }
    }
    (even, text, odd)
}
#[parallel]
fn gcd_of_all(a: &[u32]) -> u32 {
    #[reduce(identity = 0, join = gcd)]
    let mut all = 12;
    for a in par(a) {
        all = gcd(all, a * 12);
    }
    all
}
#[parallel]
fn argmax(a: &[u32]) -> (u32, usize) {
    #[reduce(identity = (0, usize::MAX), join = |a: (u32, usize), b: (u32, usize)| if b.0 > a.0 { b } else { a })]
    let mut best = (0, usize::MAX);
    for i in par(0..a.len()) {
        if a[i] > best.0 {
            best = (a[i], i);
        }
    }
    best
}
#[parallel]
fn largest(a: &[u32]) -> u32 {
    #[reduce(max)]
    let mut best = 3;
    for a in par(a) {
        if *a > best {
            best = *a;
        }
    }
    best
}
#[parallel]
fn serial(a: &[f64]) -> f64 {
    #[reduce(exact)]
    let mut sum = 0.1;
    for a in par(a) {
        sum += a;
    }
    sum
}
fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn words(n: usize) -> Vec<u32> {
    (0..n as u32).map(|i| i.wrapping_mul(2_654_435_761) >> 7).collect()
}

const SIZES: [usize; 6] = [0, 1, 127, 128, 3000, 100_000];

#[test]
fn a_histogram_is_added_up() {
    for n in SIZES {
        let words = words(n);
        let mut expected = vec![0; 64];
        for word in &words {
            expected[*word as usize % 64] += 1;
        }
        for _ in 0..5 {
            assert_eq!(histogram(&words), expected);
        }
    }
}

#[test]
fn collections_keep_the_order_of_the_items() {
    for n in SIZES {
        let words = words(n);
        let even: Vec<u32> = [7].into_iter().chain(words.iter().copied().filter(|a| a % 2 == 0)).collect();
        let numbers = words.iter().enumerate().filter(|(_, a)| *a % 5 == 0);
        let text = numbers.fold("> ".to_owned(), |text, (i, _)| text + &format!("{i},"));
        let odd = words.iter().filter(|a| *a % 2 == 1).count();
        for _ in 0..5 {
            assert_eq!(gathered(&words), (even.clone(), text.clone(), odd as u32));
        }
    }
}

#[test]
fn a_join_of_ones_own() {
    for n in SIZES {
        let words: Vec<u32> = words(n).iter().map(|a| a % 1000).collect();
        let gcds = words.iter().fold(12, |all, a| gcd(all, a * 12));
        let best =
            words.iter().enumerate().fold((0, usize::MAX), |best, (i, a)| if *a > best.0 { (*a, i) } else { best });
        for _ in 0..5 {
            assert_eq!((gcd_of_all(&words), argmax(&words)), (gcds, best));
            assert_eq!(largest(&words), words.iter().copied().max().unwrap_or(0).max(3));
        }
    }
}

#[test]
fn exact_is_the_order_of_the_plain_loop() {
    for n in SIZES {
        let a: Vec<f64> = words(n).iter().map(|a| 1.0 / f64::from(a + 1)).collect();
        let expected = a.iter().fold(0.1, |sum, a| sum + a);
        for _ in 0..5 {
            assert_eq!(serial(&a).to_bits(), expected.to_bits());
        }
    }
}

/// Adds up what it is shown.
#[derive(Default)]
struct Stats {
    count: usize,
    sum: u64,
}

impl Stats {
    fn record(&mut self, x: u32) {
        self.count += 1;
        self.sum += u64::from(x);
    }

    fn joined(self, Stats { count, sum }: Stats) -> Stats {
        Stats { count: self.count + count, sum: self.sum + sum }
    }
}

#[parallel]
fn stats(a: &[u32], shares: &mut [f64]) -> usize {
    #[reduce(identity = Stats::default(), join = Stats::joined)]
    let mut stats = Stats::default();
    for x in par(a) {
        stats.record(*x);
    }
    // The next loop only reads it.
    for i in par(0..a.len()) {
        shares[i] = f64::from(a[i]) / stats.sum.max(1) as f64;
        assert!(stats.count >= i, "{i}");
    }
    stats.count
}

#[test]
fn a_later_loop_may_read_what_was_reduced() {
    for n in SIZES {
        let words = words(n);
        let mut shares = vec![0.0; n];
        assert_eq!(stats(&words, &mut shares), n);
        assert!(n < 2 || (shares.iter().sum::<f64>() - 1.0).abs() < 1e-6);
    }
}
