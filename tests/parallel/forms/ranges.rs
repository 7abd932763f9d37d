//! Ranges of every type of integer: empty, backwards, up to the ends of the type.

use bedeck::{par, parallel};

use super::pause;
use crate::often;
use crate::random::Random;

/// A number that depends on every bit of another one.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number ^ (number >> 29)
}

macro_rules! ranges {
    ($($integer:ident: $module:ident;)*) => { $(
        mod $module {
            use super::*;

            /// How many there are, and a number that each of them changes.
            #[parallel]
            pub(super) fn half_open(start: $integer, end: $integer) -> (u64, u64) {
                let (mut count, mut all) = (0, 0);
                for i in par(start..end) {
                    pause(i as usize);
                    count += 1;
                    all ^= mixed(i as u64);
                }
                (count, all)
            }
            #[parallel(chunk = 7)]
            pub(super) fn inclusive(start: $integer, end: $integer) -> (u64, u64) {
                let (mut count, mut all) = (0, 0);
                for i in par(start..=end) {
                    pause(i as usize);
                    count += 1;
                    all ^= mixed(i as u64);
                }
                (count, all)
            }
            #[parallel(schedule = "dynamic(2)")]
            pub(super) fn in_order(start: $integer, end: $integer) -> Vec<$integer> {
                #[reduce(concat)]
                let mut all = Vec::new();
                for i in par(start..end) { all.push(i); }
                all
            }

            pub(super) fn check(random: &mut Random) {
                for _ in 0..often(60, 1000) {
                    let length = random.length(3000) as u128;
                    let start = match random.below(5) {
                        0 => $integer::MIN,
                        1 => 0,
                        // So that the end is the last number there is, or would lie behind it.
                        2 => $integer::MAX - (length.min($integer::MAX as u128) as $integer),
                        3 => ($integer::MIN / 2).wrapping_sub(random.below(100) as $integer),
                        _ => random.next() as $integer,
                    };
                    let end = start.saturating_add(length.min($integer::MAX as u128) as $integer);
                    let sum = |items: &mut dyn Iterator<Item = $integer>| {
                        items.fold((0, 0), |(count, all), i| (count + 1, all ^ mixed(i as u64)))
                    };
                    let context = (start, end);
                    assert_eq!(half_open(start, end), sum(&mut (start..end)), "{context:?}");
                    assert_eq!(inclusive(start, end), sum(&mut (start..=end)), "{context:?}");
                    assert_eq!(in_order(start, end), (start..end).collect::<Vec<_>>(), "{context:?}");
                    if start < end {
                        assert_eq!(half_open(end, start), (0, 0));
                        assert_eq!(inclusive(end, start), (0, 0));
                    }
                }
                assert_eq!(inclusive($integer::MAX, $integer::MAX), (1, mixed($integer::MAX as u64)));
                assert_eq!(half_open($integer::MAX, $integer::MAX), (0, 0));
            }
        }
    )* };
}

ranges! {
    usize: of_usize; u8: of_u8; u16: of_u16; u32: of_u32; u64: of_u64; u128: of_u128;
    isize: of_isize; i8: of_i8; i16: of_i16; i32: of_i32; i64: of_i64; i128: of_i128;
}

pub(super) fn check() {
    let random = &mut Random::new(1);
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
