use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Loops, Width, with_width};
use crate::pool::{Region, Turn};
use crate::site::Origin;

std::thread_local! { static TURN: Turn = const { Turn::new() } }

const WIDTHS: [Width; 3] = [Width::Baseline, Width::Avx2, Width::Avx512];

/// Calls that say by which instructions they were made.
type Named = fn((u32, u8)) -> (u64, Width);

const NAMED: Loops<Named, Named, Named> = Loops {
    avx512: |(a, b)| (u64::from(a) + u64::from(b), Width::Avx512),
    avx2: |(a, b)| (u64::from(a) + u64::from(b), Width::Avx2),
    baseline: |(a, b)| (u64::from(a) + u64::from(b), Width::Baseline),
};

fn rows(n: u32) -> (Vec<u32>, Vec<u8>) {
    ((0..n).collect(), (0..n).map(|i| (i % 7) as u8).collect())
}

fn expected(n: u32, width: Width) -> Vec<(u64, Width)> {
    (0..n).map(|i| (u64::from(i + i % 7), width)).collect()
}

#[test]
fn slices_and_new_vectors_are_filled() {
    for width in WIDTHS {
        for n in [0, 1, 7, 33] {
            let (a, b) = rows(n);
            let found = with_width(width, || {
                let mut out = vec![(9, Width::Baseline); n as usize];
                assert!(NAMED.fill((&a[..], &b[..]), Some(&mut out)).is_empty());
                (out, NAMED.fill((&a[..], &b[..]), None))
            });
            let Some((out, new)) = found else { continue };
            assert_eq!((&out, &new), (&expected(n, width), &out));
        }
    }
}

#[test]
fn chunks_are_filled_by_several_threads() {
    enum Here {}
    static REGION: Region = Region::new(Origin.site::<Here>()).chunk(5);
    let n = if cfg!(miri) { 40 } else { 20_000 };
    let (a, b) = rows(n);
    for width in WIDTHS {
        for _ in 0..if cfg!(miri) { 3 } else { 50 } {
            let found = with_width(width, || {
                let mut out = vec![(9, Width::Baseline); n as usize];
                NAMED.fill_parallel(&REGION, &TURN, (&a[..], &b[..]), Some(&mut out));
                (out, NAMED.fill_parallel(&REGION, &TURN, (&a[..], &b[..]), None))
            });
            let Some((out, new)) = found else { continue };
            assert_eq!((&out, &new), (&expected(n, width), &out));
        }
    }
}

#[test]
fn a_panic_leaves_what_comes_before_it() {
    let call = |(n,): (u32,)| {
        assert!(n != 20, "the row {n}");
        n + 1
    };
    let loops = Loops { avx512: call, avx2: call, baseline: call };
    let rows: Vec<u32> = (0..30).collect();
    for width in WIDTHS {
        with_width(width, || {
            let mut out = [0; 30];
            assert!(catch_unwind(AssertUnwindSafe(|| loops.fill((&rows[..],), Some(&mut out)))).is_err());
            assert!(out[..20].iter().eq(&rows[1..21]) && out[20..] == [0; 10]);
            assert!(catch_unwind(|| loops.fill((&rows[..],), None)).is_err());
        });
    }
}

#[test]
fn references_and_units_are_values_too() {
    let words = ["a", "bc"];
    let loops = Loops { avx512: first, avx2: first, baseline: first };
    assert_eq!(loops.fill((&words[..], &[(), ()][..]), None), [b'a', b'b']);

    fn first((word, ()): (&str, ())) -> u8 {
        word.as_bytes()[0]
    }
}

#[test]
#[should_panic(expected = "range end index 3 out of range")]
fn rows_that_do_not_exist_are_not_read() {
    let first = |(a, _): (u8, u8)| a;
    Loops { avx512: first, avx2: first, baseline: first }.fill((&[1, 2, 3][..], &[1, 2][..]), None);
}
