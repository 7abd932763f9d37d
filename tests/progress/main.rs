//! Bars of `#[parallel(progress)]`, on a terminal and elsewhere. Each test runs this program again, with a program of its own.
#![cfg(unix)]

mod terminal;

use std::env;
use std::panic::catch_unwind;
use std::thread::sleep;
use std::time::Duration;

use bedeck::{par, parallel};

use terminal::{Seen, run};

/// What the program is to do.
const WHAT: &str = "BEDECK_TEST_PROGRAM";

#[parallel(map, progress)]
fn thumb(n: &u64) -> u64 {
    assert!(*n != 1000, "a thumb too many");
    sleep(Duration::from_millis(10));
    2 * n
}

#[parallel(progress)]
fn blur(rows: &mut [u64]) -> Result<(), u64> {
    for (i, row) in par(rows.iter_mut().enumerate()) {
        sleep(Duration::from_millis(10));
        *row = u64::try_from(i).map_err(|_| 0_u64)?;
        if *row == 70 {
            Err(*row)?;
        }
    }
    Ok(())
}

#[parallel(map, progress)]
fn outer(n: &u64) -> u64 {
    thumb_par(&[*n; 20]).iter().sum()
}

/// What the other tests run: without the variable, a map.
#[test]
fn program() {
    match env::var(WHAT).as_deref() {
        Ok("loop") => assert_eq!(blur(&mut [1; 60]), Ok(())),
        Ok("failure") => assert_eq!(blur(&mut [1; 100]), Err(70)),
        Ok("panic") => {
            let mut items: Vec<u64> = (0..80).collect();
            items[70] = 1000;
            assert!(catch_unwind(|| thumb_par(&items)).is_err());
        }
        Ok("short") => assert_eq!(thumb_par(&[1, 2]), [2, 4]),
        Ok("nested") => assert_eq!(outer_par(&[1, 2, 3, 4]), [40, 80, 120, 160]),
        _ => assert_eq!(thumb_par(&(0..60).collect::<Vec<u64>>()), (0..60).map(|n| 2 * n).collect::<Vec<u64>>()),
    }
}

fn on_terminal(what: &str) -> Seen {
    run(what, &[], true)
}

#[test]
fn a_terminal_shows_name_items_and_time_left_and_then_nothing() {
    let seen = on_terminal("map");
    assert!(seen.drawn.iter().any(|line| line.starts_with("thumb_par  [") && line.contains(" of 60 ")), "{seen:?}");
    assert!(seen.drawn.iter().any(|line| line.trim_end().ends_with("left")), "{seen:?}");
    assert_eq!(seen.left, "", "{seen:?}");
}

#[test]
fn a_bar_advances_and_is_drawn_ten_times_a_second() {
    let seen = on_terminal("map");
    let done = |line: &String| line.split("]").nth(1)?.split_whitespace().next()?.parse::<u64>().ok();
    let done: Vec<u64> = seen.drawn.iter().filter_map(done).collect();
    assert!(done.is_sorted() && done.first() < done.last() && done.iter().all(|done| *done <= 60), "{done:?}");
    // It takes 0.3 to 0.6 seconds and more on a busy machine; every item drawn would be sixty.
    assert!((1..30).contains(&done.len()), "{done:?}");
}

#[test]
fn loops_have_bars_too() {
    let seen = on_terminal("loop");
    assert!(seen.drawn.iter().any(|line| line.starts_with("blur  [") && line.contains(" of 60 ")), "{seen:?}");
    assert_eq!(seen.left, "");
}

#[test]
fn failures_and_panics_leave_no_bar() {
    let seen = on_terminal("failure");
    assert!(seen.drawn.iter().any(|line| line.starts_with("blur  [")), "{seen:?}");
    assert_eq!(seen.left, "");
    let seen = on_terminal("panic");
    assert!(seen.drawn.iter().any(|line| line.starts_with("thumb_par  [")), "{seen:?}");
    assert!(!seen.left.contains('['), "{seen:?}");
}

#[test]
fn the_outer_one_of_two_has_the_bar() {
    let seen = on_terminal("nested");
    assert!(seen.drawn.iter().any(|line| line.starts_with("outer_par  [")), "{seen:?}");
    assert!(!seen.drawn.iter().any(|line| line.starts_with("thumb")), "{seen:?}");
    assert_eq!(seen.left, "");
}

#[test]
fn nothing_is_drawn_elsewhere_or_for_a_moment_or_where_it_is_quiet() {
    for seen in [run("map", &[], false), on_terminal("short"), run("map", &[("BEDECK", "quiet")], true)] {
        assert_eq!((seen.drawn.as_slice(), seen.left.as_str()), (&[][..], ""));
    }
}
