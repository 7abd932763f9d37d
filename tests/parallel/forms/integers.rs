//! Every operation on every type of integer, and what becomes of an overflow.
//!
//! Parts of a sum are added up by themselves: they panic if they overflow. So a loop panics if its whole result does not fit,
//! and it does not if everything in any order fits; what lies between may do either, but never gives another number.

use std::panic::catch_unwind;

use bedeck::{par, parallel};

use super::pause;
use crate::random::Random;
use crate::{expect_panics, often};

/// What a loop came to: `None` if it panicked.
fn unless_it_panics<T>(run: impl Fn() -> T + std::panic::UnwindSafe) -> Option<T> {
    let result = catch_unwind(run);
    if let Err(panic) = &result {
        let text = panic.downcast_ref::<&str>().copied().unwrap_or_default();
        assert!(text.starts_with("attempt to ") && text.ends_with(" with overflow"), "{text}");
    }
    result.ok()
}

macro_rules! integers {
    ($($integer:ident: $module:ident;)*) => { $(
        mod $module {
            use super::*;

            #[parallel]
            fn sum(a: &[$integer], start: $integer) -> $integer {
                let mut sum = start;
                for i in par(0..a.len()) {
                    pause(i);
                    sum += a[i];
                }
                sum
            }
            #[parallel(chunk = 5)]
            fn product(a: &[$integer], start: $integer) -> $integer {
                let mut product = start;
                for a in par(a) { product *= a; }
                product
            }
            #[parallel]
            fn bits(a: &[$integer], start: $integer) -> [$integer; 5] {
                let (mut all, mut any, mut odd) = (start, start, start);
                let (mut least, mut greatest) = (start, start);
                for (i, a) in par(a.iter().enumerate()) {
                    pause(i);
                    all &= *a;
                    any |= *a;
                    odd ^= *a;
                    least = least.min(*a);
                    greatest = std::cmp::max(greatest, *a);
                }
                [all, any, odd, least, greatest]
            }
            #[parallel(schedule = "dynamic(3)")]
            fn declared(a: &[$integer], start: $integer) -> $integer {
                #[reduce(max)]
                let mut best = start;
                for a in par(a.iter()) { if *a > best { best = *a; } }
                best
            }

            fn check_overflow(a: &[$integer], start: $integer) {
                let checks = cfg!(debug_assertions);
                let context = (a.len(), start);
                // In the order of the plain loop; if all have one sign, no part overflows unless this does.
                let plain = a.iter().try_fold(start, |sum, x| sum.checked_add(*x));
                #[allow(unused_comparisons, reason = "not of all types")]
                let is_monotone = a.iter().all(|x| *x >= 0) && start >= 0;
                let size = |x: $integer| (x as i128).unsigned_abs();
                let fits = a.iter().chain([&start]).try_fold(0_u128, |sum, x| sum.checked_add(size(*x)));
                let fits = $integer::BITS < 128 && fits.is_some_and(|sum| sum <= $integer::MAX as u128);
                let whole = a.iter().fold(start, |sum, x| sum.wrapping_add(*x));
                let exact = a.iter().map(|x| *x as i128).fold(start as i128, i128::wrapping_add);
                match unless_it_panics(|| sum(a, start)) {
                    Some(sum) => {
                        assert_eq!(sum, whole, "{context:?}");
                        assert!(!checks || !is_monotone || plain.is_some(), "{context:?}");
                        assert!(!checks || $integer::BITS == 128 || exact == sum as i128, "{context:?}");
                    }
                    None => assert!(checks && !fits && !(is_monotone && plain.is_some()), "{context:?}"),
                }
            }

            fn check_products(random: &mut Random, n: usize) {
                let few = $integer::BITS as usize - 2;
                // Twos among ones: their number says whether the product fits.
                let twos = random.below(2 * few);
                let mut a = vec![1 as $integer; n];
                for _ in 0..twos.min(n) {
                    a[random.below(n)] = 2;
                }
                let plain = a.iter().try_fold(1 as $integer, |product, x| product.checked_mul(*x));
                let wrapped = a.iter().fold(1 as $integer, |product, x| product.wrapping_mul(*x));
                match unless_it_panics(|| product(&a, 1)) {
                    Some(product) => {
                        assert_eq!(product, wrapped);
                        assert!(!cfg!(debug_assertions) || plain.is_some());
                    }
                    None => assert!(cfg!(debug_assertions) && plain.is_none()),
                }
            }

            pub(super) fn check(random: &mut Random) {
                for round in 0..often(40, 1000) {
                    let n = random.length(4000);
                    let a: Vec<$integer> = (0..n).map(|_| random.next() as $integer).collect();
                    let start = random.next() as $integer;
                    let expected = a.iter().fold([start; 5], |[all, any, odd, least, greatest], x| {
                        [all & x, any | x, odd ^ x, least.min(*x), greatest.max(*x)]
                    });
                    assert_eq!(bits(&a, start), expected);
                    assert_eq!(declared(&a, start), expected[4]);
                    check_products(random, n);
                    // Numbers whose sum lies near the end of the type, or that change their signs, or that are large.
                    let most = ($integer::MAX / (n.clamp(1, 100) as $integer)).max(1);
                    let terms = |random: &mut Random| (random.next() as $integer % most).max(0);
                    let near: Vec<$integer> = (0..n).map(|_| terms(random)).collect();
                    check_overflow(&near, start % most);
                    check_overflow(&a, start);
                    let small: Vec<$integer> = a.iter().map(|x| x % 2).collect();
                    check_overflow(&small, if round % 2 == 0 { 0 } else { $integer::MAX - (n % 100) as $integer });
                }
            }
        }
    )* };
}

integers! {
    usize: of_usize; u8: of_u8; u16: of_u16; u32: of_u32; u64: of_u64; u128: of_u128;
    isize: of_isize; i8: of_i8; i16: of_i16; i32: of_i32; i64: of_i64; i128: of_i128;
}

pub(super) fn check() {
    expect_panics();
    let random = &mut Random::new(2);
    of_usize::check(random);
    of_u8::check(random);
    of_u16::check(random);
    of_u32::check(random);
    of_u64::check(random);
    of_u128::check(random);
    of_isize::check(random);
    of_i8::check(random);
    of_i16::check(random);
    of_i32::check(random);
    of_i64::check(random);
    of_i128::check(random);
}
