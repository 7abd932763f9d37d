//! Histograms, tables by key, best ones: reductions that are declared. Without the attribute they do not compile, so each has its
//! plain loop beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bedeck::{par, parallel};

use super::random;

#[parallel]
fn histogram(numbers: &[u64]) -> [u32; 16] {
    #[reduce(each(+))]
    let mut counts = [0; 16];
    for n in par(numbers) {
        counts[(*n % 16) as usize] += 1;
    }
    counts
}

#[parallel]
fn squares(numbers: &[u64]) -> HashMap<u64, u64> {
    #[reduce(concat)]
    let mut squares = HashMap::new();
    for n in par(numbers) {
        squares.insert(*n, n * n);
    }
    squares
}

#[parallel]
fn evens(numbers: &[u64]) -> Vec<u64> {
    #[reduce(concat)]
    let mut evens = Vec::new();
    for n in par(numbers) {
        if n % 2 == 0 {
            evens.push(*n);
        }
    }
    evens
}

#[parallel]
fn distinct(numbers: &[u64]) -> BTreeSet<u64> {
    #[reduce(concat)]
    let mut distinct = BTreeSet::new();
    for n in par(numbers) {
        distinct.insert(*n);
    }
    distinct
}

/// Adds the counts of two parts.
fn joined(mut left: BTreeMap<u64, u32>, right: BTreeMap<u64, u32>) -> BTreeMap<u64, u32> {
    right.into_iter().for_each(|(key, times)| *left.entry(key).or_default() += times);
    left
}

#[parallel]
fn frequencies(numbers: &[u64]) -> BTreeMap<u64, u32> {
    #[reduce(identity = BTreeMap::new(), join = joined)]
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for n in par(numbers) {
        *counts.entry(*n % 100).or_default() += 1;
    }
    counts
}

/// The greater one, and of equals the first.
fn better(left: (u64, usize), right: (u64, usize)) -> (u64, usize) {
    if right.0 > left.0 { right } else { left }
}

#[parallel]
fn greatest(numbers: &[u64]) -> (u64, usize) {
    #[reduce(identity = (0, usize::MAX), join = better)]
    let mut best = (0, usize::MAX);
    for (i, n) in par(numbers.iter().enumerate()) {
        if *n > best.0 {
            best = (*n, i);
        }
    }
    best
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Totals {
    sum: u64,
    count: u32,
}

impl Totals {
    fn plus(self, other: Totals) -> Totals {
        Totals { sum: self.sum + other.sum, count: self.count + other.count }
    }
}

#[parallel]
fn totals(numbers: &[u64]) -> Totals {
    #[reduce(identity = Totals::default(), join = Totals::plus)]
    let mut totals = Totals::default();
    for n in par(numbers) {
        totals.sum += n;
        totals.count += 1;
    }
    totals
}

#[parallel]
fn running(numbers: &[u64]) -> Vec<u64> {
    let size = 64;
    let mut sums = vec![0; numbers.len().div_ceil(size)];
    for (sum, part) in par(sums.iter_mut().zip(numbers.chunks(size))) {
        *sum = part.iter().sum::<u64>();
    }
    let mut before = 0;
    for sum in &mut sums {
        before += std::mem::replace(sum, before);
    }
    let mut out = vec![0; numbers.len()];
    for ((to, from), before) in par(out.chunks_mut(size).zip(numbers.chunks(size)).zip(&sums)) {
        let mut sum = *before;
        for (to, from) in to.iter_mut().zip(from) {
            sum += from;
            *to = sum;
        }
    }
    out
}

#[parallel]
fn sieve(below: usize) -> Vec<bool> {
    let mut is_prime = vec![true; below];
    let small: Vec<usize> = (2..).take_while(|n| n * n < below).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
    let size = 256;
    for (segment, flags) in par(is_prime.chunks_mut(size).enumerate()) {
        let first = segment * size;
        for prime in &small {
            let mut at = (prime * prime).max(first.next_multiple_of(*prime));
            while at < first + flags.len() {
                flags[at - first] = false;
                at += prime;
            }
        }
    }
    is_prime[..2].fill(false);
    is_prime
}

#[test]
fn counts_and_maps() {
    let numbers = random(5000, 3000);
    let mut counts = [0; 16];
    numbers.iter().for_each(|n| counts[(*n % 16) as usize] += 1);
    assert_eq!(histogram(&numbers), counts);
    assert_eq!(squares(&numbers), numbers.iter().map(|n| (*n, n * n)).collect());
    assert_eq!(evens(&numbers), numbers.iter().copied().filter(|n| n % 2 == 0).collect::<Vec<_>>());
    assert_eq!(distinct(&numbers), numbers.iter().copied().collect());
    let mut expected = BTreeMap::new();
    numbers.iter().for_each(|n| *expected.entry(*n % 100).or_default() += 1);
    assert_eq!(frequencies(&numbers), expected);
}

#[test]
fn best_ones_and_totals() {
    let numbers = random(5000, 800);
    let most = *numbers.iter().max().unwrap();
    assert_eq!(greatest(&numbers), (most, numbers.iter().position(|n| *n == most).unwrap()));
    assert_eq!(totals(&numbers), Totals { sum: numbers.iter().sum(), count: 5000 });
}

#[test]
fn prefixes_and_primes() {
    let numbers = random(5000, 800);
    let mut sum = 0;
    let expected: Vec<u64> = numbers
        .iter()
        .map(|n| {
            sum += n;
            sum
        })
        .collect();
    assert_eq!(running(&numbers), expected);
    let primes = sieve(2000).into_iter().filter(|prime| *prime).count();
    assert_eq!(primes, 303);
}
