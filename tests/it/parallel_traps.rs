//! What surrounds a parallel loop: methods, generics, hygiene, lints and other attributes.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::float_cmp)] // numbers are small

use std::fmt::Debug;
use std::ops::{AddAssign, Index};
use std::sync::atomic::{AtomicUsize, Ordering};

use bedeck::{memoize, par, parallel, profiled, timed};

struct Grid<T> {
    width: usize,
    cells: Vec<T>,
}

impl<T: Copy + Send + Sync + Debug + PartialEq> Grid<T> {
    #[parallel]
    fn fill(&mut self, value: T) {
        let width = self.width;
        for (y, row) in par(self.cells.chunks_mut(width).enumerate()) {
            if y % 2 == 0 {
                row.fill(value);
            }
        }
    }

    #[parallel]
    #[must_use]
    fn count(&self, value: T) -> usize {
        let mut n = 0;
        for i in par(0..self.cells.len()) {
            if self.cells[i] == value {
                n += 1;
            }
        }
        n
    }

    #[parallel]
    fn into_all(self, value: T) -> bool
    where
        T: Eq,
    {
        let mut all = true;
        for cell in par(&self.cells) {
            all &= *cell == value;
        }
        all
    }
}

#[test]
fn methods_and_generics() {
    let mut grid = Grid { width: 10, cells: vec![0_u16; 10_000] };
    for value in 1..20 {
        grid.fill(value);
        assert_eq!(grid.count(value), 5000);
    }
    assert!(!grid.into_all(0));
    assert!(Grid { width: 1, cells: vec![7; 5000] }.into_all(7));
}

trait Norm {
    fn norm(&self) -> f64;

    #[parallel]
    fn sums(items: &[Self], out: &mut [f64])
    where
        Self: Sized + Sync,
    {
        for i in par(0..items.len()) {
            out[i] = items[i].norm();
        }
    }
}

impl Norm for [f64; 2] {
    #[parallel]
    fn norm(&self) -> f64 {
        let mut sum = 0.0;
        for x in par(self) {
            sum += x * x;
        }
        sum
    }
}

#[test]
fn trait_methods() {
    let items: Vec<[f64; 2]> = (0..3000).map(|i| [f64::from(i), 1.0]).collect();
    let mut out = vec![0.0; 3000];
    <[f64; 2]>::sums(&items, &mut out);
    assert!(out.iter().enumerate().all(|(i, norm)| *norm == (i * i + 1) as f64));
}

/// Everything that an expansion names.
#[test]
fn names_of_the_users_stay_theirs() {
    #[allow(dead_code, non_camel_case_types)]
    mod names {
        pub(super) struct Region;
        pub(super) struct Done;
        pub(super) enum Option {
            Some,
        }
        pub(super) struct core;
        pub(super) struct std;
        pub(super) struct bedeck;
    }
    #[allow(unused_imports)]
    use names::*;
    #[parallel]
    fn sum(items: &[u64], out: &mut [u64]) -> u64 {
        let (chunk, cut, lanes, at, first, total, done, reduction) = (1, 2, 3, 4, 5, 6, 7, 8);
        let mut sum = 0;
        for i in par(0..items.len()) {
            out[i] = items[i] + chunk + cut + lanes + at + first + total + done + reduction;
            sum += out[i];
        }
        sum
    }
    let items = vec![1; 3000];
    let mut out = vec![0; 3000];
    for _ in 0..10 {
        assert_eq!(sum(&items, &mut out), 37 * 3000);
    }
    let _ = (Option::Some, core, std, bedeck, Region, Done);
}

#[parallel]
fn with_items(out: &mut [usize]) -> usize {
    for i in par(0..out.len()) {
        static CALLS: AtomicUsize = AtomicUsize::new(0);
        const STEP: usize = 2;
        fn twice(n: usize) -> usize {
            n * STEP
        }
        out[i] = twice(i);
        if i % 2 == 0 {
            static EVEN: AtomicUsize = AtomicUsize::new(0);
            EVEN.fetch_add(1, Ordering::Relaxed);
            out[i] += EVEN.load(Ordering::Relaxed).min(1);
        }
        CALLS.fetch_add(1, Ordering::Relaxed);
    }
    out.iter().sum()
}

#[test]
fn items_of_the_body_are_there_once() {
    let mut out = vec![0; 5000];
    for _ in 0..10 {
        assert_eq!(with_items(&mut out), 5000 * 4999 + 2500);
    }
}

/// Indexed by what is no `usize`, and by a `usize` in its own way.
struct Days([u32; 7]);

impl Index<u8> for Days {
    type Output = u32;

    fn index(&self, day: u8) -> &u32 {
        &self.0[day as usize % 7]
    }
}

struct Doubled;

impl Index<usize> for Doubled {
    type Output = usize;

    fn index(&self, at: usize) -> &usize {
        const EVEN: [usize; 4] = [0, 2, 4, 6];
        &EVEN[at % 4]
    }
}

#[test]
fn other_things_with_an_index() {
    #[parallel]
    fn sum(days: &Days, doubled: &Doubled) -> (u32, usize) {
        let (mut all, mut evens) = (0, 0);
        for i in par(0..200_u8) {
            all += days[i];
        }
        for i in par(0..5000) {
            evens += doubled[i];
        }
        (all, evens)
    }
    let days = Days([1, 2, 3, 4, 5, 6, 7]);
    let expected = (0..200_u8).map(|i| days[i]).sum::<u32>();
    for _ in 0..10 {
        assert_eq!(sum(&days, &Doubled), (expected, 15_000));
    }
}

#[test]
fn numbers_of_ones_own() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Money(i64);
    impl AddAssign for Money {
        fn add_assign(&mut self, other: Money) {
            self.0 += other.0;
        }
    }
    #[parallel]
    fn sum(n: i64) -> Money {
        #[reduce(identity = Money(0), join = |a: Money, b: Money| Money(a.0 + b.0))]
        let mut sum = Money(5);
        for i in par(0..n) {
            sum += Money(i);
        }
        sum
    }
    assert_eq!(sum(10_000), Money(49_995_005));
}

#[test]
fn other_attributes() {
    #[timed]
    #[parallel(name = "sum of squares", chunk = 64, serial_below = 100, crate = ::bedeck)]
    #[inline]
    #[doc = "Squares."]
    fn squares(n: u64) -> u64 {
        #![allow(clippy::let_and_return)]
        let mut sum = 0;
        for i in par(0..n) {
            sum += i * i;
        }
        sum
    }
    #[parallel(schedule = "dynamic(1)")]
    #[profiled]
    #[track_caller]
    fn checked(a: &[u8]) {
        for x in par(a) {
            assert!(*x < 200, "large");
        }
    }
    #[memoize]
    #[parallel]
    fn kept(n: u64) -> u64 {
        let mut sum = 0;
        for i in par(0..n) {
            sum += i;
        }
        sum
    }
    #[parallel]
    #[memoize]
    fn kept_too(n: u64) -> u64 {
        let mut sum = 0;
        for i in par(0..n) {
            sum += i;
        }
        sum
    }
    assert_eq!((kept(1000), kept_too(1000), kept(1000), kept_too(1000)), (499_500, 499_500, 499_500, 499_500));
    assert_eq!((kept_memo().info().hits, kept_too_memo().info().hits), (1, 1));
    assert_eq!(squares(1000), 332_833_500);
    checked(&[3; 1000]);
    let panic = std::panic::catch_unwind(|| checked(&[200; 1000])).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"large"));
}

#[test]
fn loops_in_other_places() {
    #[parallel]
    #[allow(clippy::toplevel_ref_arg)]
    fn places(a: &mut [u64], r#in: &[u64], (b, _): (u64, u64), ref c: u64) -> u64 {
        let mut sum = 0;
        let total = {
            for x in par(r#in) {
                sum += x;
            }
            sum
        };
        let add = |a: &mut [u64], by: u64| {
            for x in par(a) {
                *x += by;
            }
        };
        if total > 0 {
            add(a, b);
            for i in bedeck::par(0..a.len()) {
                a[i] += *c;
            }
        } else {
            match a {
                [] => {}
                a => {
                    for mut i in par(0..10_usize) {
                        i += 1;
                        assert!(i > 0);
                    }
                    a[0] = 1;
                }
            }
        }
        total
    }
    let mut a = vec![0; 2000];
    for _ in 0..10 {
        assert_eq!(places(&mut a, &[1; 2000], (1, 2), 3), 2000);
    }
    assert!(a.iter().all(|a| *a == 40));
}

#[test]
fn a_region_has_the_name_of_its_function() {
    #[parallel]
    fn named_by_itself(n: usize) -> usize {
        let mut sum = 0;
        for i in par(0..n) {
            sum += i;
        }
        sum
    }
    assert_eq!(named_by_itself(1000), 499_500);
    let regions = bedeck::report().regions;
    let own = regions.iter().find(|region| region.name.contains("named_by_itself")).expect("it ran");
    let name = "it::parallel_traps::a_region_has_the_name_of_its_function::named_by_itself";
    assert!(own.name == name && own.file.ends_with("parallel_traps.rs"), "{own:?}");
    assert_eq!((own.runs, own.items), (1, 1000));
}
