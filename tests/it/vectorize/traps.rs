//! What stands in the way of `#[vectorize]`: attributes, names, other decorators, panics.

use std::panic::{Location, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use bedeck::{parallel, profiled, timed, vectorize};

use crate::rows::{calls, is_there};

/// The message of a panic.
fn message(run: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(run).expect_err("it panics");
    panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap()
}

#[vectorize]
fn sum(x: f64, by: f64) -> f64 {
    x + by
}

#[test]
fn lengths_that_differ_are_named() {
    assert_eq!(
        message(|| sum_slice(&[1.0; 3], &[1.0; 2], &mut [0.0; 3])),
        "`sum_slice` takes slices of one length, and `by` has 2 elements, `x` has 3"
    );
    let mut out = [7.0; 4];
    let differ = std::panic::AssertUnwindSafe(|| sum_slice(&[1.0; 3], &[1.0; 3], &mut out));
    assert_eq!(message(differ), "`sum_slice` takes slices of one length, and `out` has 4 elements, `x` has 3");
    assert_eq!(out, [7.0; 4], "nothing is written");
    assert_eq!(
        message(|| drop(sum_vec(&[1.0; 3], &[1.0]))),
        "`sum_vec` takes slices of one length, and `by` has 1 element, `x` has 3"
    );
}

#[test]
fn a_panic_about_lengths_points_at_the_call() {
    use std::sync::Mutex;
    static LINE: Mutex<Option<(String, u32)>> = Mutex::new(None);
    let old = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(|at| (at.file().to_owned(), at.line()));
        if info.payload().downcast_ref::<String>().is_some_and(|text| text.contains("points_at")) {
            *LINE.lock().unwrap() = place;
        } else {
            old(info);
        }
    }));
    let line = line!() + 1;
    assert!(catch_unwind(|| points_at_vec(&[1], &[])).is_err());
    let _ = std::panic::take_hook();
    assert_eq!(LINE.lock().unwrap().take(), Some((file!().to_owned(), line)));
}

#[vectorize]
fn points_at(n: u8, m: u8) -> u8 {
    n + m
}

static DROPS: AtomicUsize = AtomicUsize::new(0);

/// A static in the body is one.
#[vectorize]
fn counting(n: usize) -> usize {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    const STEP: usize = 1;
    CALLS.fetch_add(STEP, Ordering::Relaxed);
    DROPS.fetch_add(n, Ordering::Relaxed);
    CALLS.load(Ordering::Relaxed)
}

#[test]
fn items_in_the_body_are_not_doubled() {
    assert_eq!((counting(1), counting_vec(&[0, 0]), counting(0)), (1, vec![2, 3], 4));
    counting_slice(&[0], &mut [0]);
    assert_eq!((counting(0), DROPS.load(Ordering::Relaxed)), (6, 1));
}

/// Names that the expansion uses, too.
#[allow(clippy::many_single_char_names)]
#[vectorize(fast, parallel)]
fn shadowed(out: f64, region: f64, turn: f64, #[allow(unused)] a: f64, b: f64, c: f64) -> f64 {
    #[allow(non_camel_case_types)]
    #[allow(dead_code)]
    enum Option {
        Some,
        None,
    }
    let sum = b * c + a;
    out * region - turn + sum
}

#[vectorize]
fn r#final(r#in: u8) -> u8 {
    r#in
}

macro_rules! made {
    ($name:ident, $ty:ty, $body:expr) => {
        #[vectorize]
        fn $name(x: $ty) -> $ty {
            let add: fn($ty) -> $ty = $body;
            add(x)
        }
    };
}

made!(increased, u32, |x| x + 1);

#[deprecated = "on purpose"]
#[must_use]
#[inline(never)]
#[vectorize]
#[track_caller]
#[cfg(not(any()))]
fn attributed(mut _x: u32) -> u32 {
    _x += 1;
    Location::caller().line() + _x
}

#[vectorize]
#[unsafe(no_mangle)]
pub extern "C" fn bedeck_test_vectorized(x: u32) -> u32 {
    x + 1
}

#[cfg(any())]
#[vectorize]
fn attributed(x: Nothing) -> Nothing {
    x
}

#[test]
fn names_and_attributes() {
    assert_eq!(shadowed_vec(&[1.0], &[2.0], &[3.0], &[4.0], &[5.0], &[6.0]), [33.0]);
    assert!((shadowed(1.0, 2.0, 3.0, 4.0, 5.0, 6.0) - 33.0).abs() < f64::EPSILON);
    assert_eq!((r#final(1), final_vec(&[2]), increased_vec(&[1, 2])), (1, vec![2], vec![2, 3]));
    #[allow(deprecated)]
    let line = attributed(0);
    assert_eq!(line, line!() - 1 + 1);
    assert_eq!((bedeck_test_vectorized(1), bedeck_test_vectorized_vec(&[1])), (2, vec![2]));
    #[allow(deprecated)]
    let lines = attributed_vec(&[1, 2]);
    assert_eq!(lines[0] + 1, lines[1]);
}

mod deep {
    use bedeck::vectorize;

    #[derive(Clone, Copy, Debug, PartialEq)]
    pub(super) struct Point<T>(pub(super) T, pub(super) T);

    impl<T: Copy + std::ops::Mul<Output = T> + std::ops::Add<Output = T>> Point<T> {
        #[vectorize]
        pub(super) fn dot(this: Self, other: Point<T>) -> T {
            this.0 * other.0 + this.1 * other.1
        }

        #[vectorize(fast)]
        pub(super) fn scaled<U: Into<T> + Copy>(&self, by: U) -> Self {
            Point(self.0 * by.into() + self.0, self.1 * by.into())
        }
    }

    #[vectorize]
    pub(super) fn longer<'a>(a: &'a str, b: &'a str) -> &'a str {
        if a.len() < b.len() { b } else { a }
    }
}

#[test]
fn methods_generics_and_references() {
    use deep::Point;
    assert_eq!(Point::dot_vec(&[Point(1, 2), Point(3, 4)], &[Point(5, 6); 2]), [17, 39]);
    assert_eq!(Point(1.0, 2.0).scaled_vec(&[2.0_f32, 3.0]), [Point(3.0, 4.0), Point(4.0, 6.0)]);
    assert_eq!(Point(1.0, 2.0).scaled(2.0_f32), Point(3.0, 4.0));
    let text = String::from("abc");
    assert_eq!(deep::longer_vec(&[&text, "a"], &["a", "bcd"]), ["abc", "bcd"]);
    let boxed: Box<[f64]> = vec![1.0, 2.0].into();
    assert_eq!(sum_vec(&boxed, &[1.0; 2]), [2.0, 3.0]);
    fn local(n: usize) -> Vec<u8> {
        #[vectorize]
        fn inner(n: u8) -> u8 {
            n + 1
        }
        inner_vec(&vec![1; n])
    }
    assert_eq!(local(2), [2, 2]);
}

#[timed]
#[vectorize]
fn timed_above(n: u64) -> u64 {
    n
}

#[vectorize]
#[timed(outcome)]
fn timed_below(n: u64) -> Option<u64> {
    n.checked_sub(1)
}

#[profiled(distinct)]
#[timed(name = "vectorized, and measured twice")]
#[vectorize(parallel)]
fn both_above(n: u64) -> u64 {
    n
}

#[parallel(map)]
#[vectorize]
fn mapped_above(n: u64) -> u64 {
    n + 1
}

#[vectorize]
#[parallel(map)]
fn mapped_below(n: u64) -> u64 {
    n + 1
}

struct Timed;

#[timed]
impl Timed {
    #[vectorize]
    fn method(n: u64) -> u64 {
        n
    }
}

#[test]
fn calls_are_measured_and_elements_are_not() {
    for n in 1..=2 {
        assert_eq!((timed_above(n), timed_below(n), both_above(n), Timed::method(n)), (n, n.checked_sub(1), n, n));
    }
    assert_eq!((timed_above_vec(&[1, 2]), timed_below_vec(&[1, 0])), (vec![1, 2], vec![Some(0), None]));
    assert_eq!((both_above_vec(&[1, 2]), Timed::method_vec(&[1, 2])), (vec![1, 2], vec![1, 2]));
    assert_eq!([calls("vectorize::traps::timed_above"), calls("vectorize::traps::timed_below")], [2, 2]);
    assert_eq!([calls("vectorized, and measured twice"), calls("Timed::method")], [2, 2]);
    assert_eq!(calls("vectorize::traps::both_above"), 2);
    assert!(!is_there("timed_above_slice") && !is_there("timed_above_bedeck_body"));
    assert_eq!((mapped_above_par(&[1]), mapped_above_vec(&[1])), (vec![2], vec![2]));
    assert_eq!((mapped_below_par(&[1]), mapped_below_vec(&[1]), mapped_below(1)), (vec![2], vec![2], 2));
}

#[vectorize(parallel)]
fn slow(seed: u64) -> u64 {
    assert!(seed != 7_777, "element {seed}");
    (0..20).fold(seed, |sum, i| sum.rotate_left(5) ^ i)
}

#[test]
fn parallel_loops_have_a_row_and_their_panics_travel() {
    let seeds: Vec<u64> = (10_000..60_000).collect();
    let expected: Vec<u64> = seeds.iter().map(|seed| slow(*seed)).collect();
    let mut out = vec![0; seeds.len()];
    for _ in 0..20 {
        slow_slice(&seeds, &mut out);
        assert_eq!(out, expected);
        assert_eq!(slow_vec(&seeds), expected);
    }
    let row = bedeck::report().regions.into_iter().find(|row| row.name.ends_with("vectorize::traps::slow_slice"));
    let row = row.expect("it is a region");
    assert_eq!((row.runs, row.items), (40, 40 * seeds.len() as u64));
    let seeds: Vec<u64> = (0..50_000).collect();
    for _ in 0..5 {
        assert_eq!(message(|| drop(slow_vec(&seeds))), "element 7777");
    }
    assert!(slow_vec(&[]).is_empty());
}
