//! Which calls count as ok and which as err: sixteen ways to return.
#![allow(
    clippy::needless_return,
    clippy::unnecessary_wraps,
    clippy::items_after_statements,
    clippy::let_underscore_future
)]

use std::fmt::Debug;
use std::panic::Location;

use bedeck::{Outcome, timed};

use crate::rows::row;

type Answer<T = u8> = Result<T, String>;

/// The ok and err of a row.
fn counts(name: &str) -> (u64, u64) {
    let row = row(&format!("outcome::{name}"));
    (row.ok.unwrap(), row.err.unwrap())
}

#[timed(outcome)]
fn tail(n: u8) -> Answer {
    if n == 0 { Err("zero".to_owned()) } else { Ok(n) }
}

#[timed(outcome)]
fn early(n: u8) -> Answer {
    if n == 0 {
        return Err("zero".to_owned());
    }
    match n {
        1 => return Ok(1),
        _ => {}
    }
    return Ok(n);
}

#[timed(outcome)]
fn question(n: u8) -> Answer {
    let n = tail_plain(n)?;
    Ok(n)
}

#[timed(outcome)]
fn question_at_the_end(n: u8) -> Answer {
    Ok(tail_plain(n)?)
}

fn tail_plain(n: u8) -> Answer {
    if n == 0 { Err("zero".to_owned()) } else { Ok(n) }
}

#[timed(outcome)]
fn option(n: u8) -> Option<u8> {
    let n = n.checked_sub(1)?;
    Some(n)
}

enum Own {
    Fine,
    Bad,
}

impl Outcome for Own {
    fn is_ok(&self) -> bool {
        matches!(self, Own::Fine)
    }
}

#[timed(outcome)]
fn own(n: u8) -> Own {
    if n == 0 { Own::Bad } else { Own::Fine }
}

#[timed(outcome)]
fn generic<R: Outcome>(value: R) -> R {
    value
}

#[timed(outcome)]
fn in_closures(n: u8) -> Answer {
    let closure = |n: u8| -> Answer {
        if n == 0 {
            return Err("inner".to_owned());
        }
        Ok(n)
    };
    fn inner(n: u8) -> Answer {
        return Ok(n);
    }
    let _ = async {
        return Answer::Ok(1);
    };
    closure(n).or_else(|_| inner(7))
}

#[timed(outcome)]
fn reborrowed(items: &mut [u8], n: usize) -> Option<&mut u8> {
    if n == 9 {
        return items.first_mut();
    }
    items.get_mut(n)
}

#[timed(outcome)]
fn hidden(n: u8) -> Result<impl Debug, String> {
    if n == 0 {
        return Err("zero".to_owned());
    }
    Ok(n)
}

#[timed(outcome)]
fn coerced(n: u8) -> Result<Box<dyn Debug>, Box<dyn std::error::Error>> {
    if n == 0 {
        return Err("zero".into());
    }
    if n == 1 {
        return Ok(Box::new(1));
    }
    Ok(Box::new("more"))
}

#[timed(outcome)]
#[track_caller]
fn located(n: u8) -> Result<&'static Location<'static>, String> {
    if n == 0 { Err("zero".to_owned()) } else { Ok(Location::caller()) }
}

#[timed(outcome)]
#[track_caller]
fn located_alone() -> Option<&'static Location<'static>> {
    Some(Location::caller())
}

#[timed(outcome)]
fn looped(n: u8) -> Answer {
    let mut turns = n;
    loop {
        turns = match turns {
            0 => break Err("zero".to_owned()),
            1 => return Ok(1),
            more => more - 2,
        };
    }
}

#[timed(outcome)]
fn diverging(n: u8) -> Answer {
    if n > 0 {
        return Ok(n);
    }
    panic!("on purpose")
}

macro_rules! give_back {
    ($value:expr) => {
        return $value
    };
}

#[timed(outcome)]
fn in_a_macro(n: u8) -> Answer {
    if n > 0 {
        give_back!(Ok(n));
    }
    Err("zero".to_owned())
}

#[timed(outcome)]
fn under_cfg(n: u8) -> Answer {
    #[cfg(any())]
    {
        NoSuchType
    }
    #[cfg(not(any()))]
    {
        tail_plain(n)
    }
}

#[timed(outcome)]
fn with_attributes(n: u8) -> Answer {
    #[allow(clippy::match_bool)]
    match n == 0 {
        true => Err("zero".to_owned()),
        false => Ok(n),
    }
}

#[timed(outcome)]
fn macro_tail(n: u8) -> Answer {
    macro_rules! answer {
        ($n:expr) => {
            tail_plain($n)
        };
    }
    answer! { n }
}

#[test]
fn one_ok_and_one_err() {
    for n in [0, 1] {
        let _ = (tail(n), question(n), question_at_the_end(n), option(n), own(n), hidden(n), coerced(n));
        let _ = (located(n), looped(n), in_closures(n), under_cfg(n), with_attributes(n), macro_tail(n));
        let _ = generic(tail_plain(n));
    }
    let names = ["tail", "question", "question_at_the_end", "option", "own", "hidden", "coerced", "located", "looped"];
    for name in names.into_iter().chain(["under_cfg", "with_attributes", "macro_tail", "generic"]) {
        assert_eq!(counts(name), (1, 1), "{name}");
    }
    assert_eq!(counts("in_closures"), (2, 0));
}

#[test]
fn early_returns() {
    let answers = [0, 1, 2].map(early);
    assert_eq!(answers.map(|answer| answer.is_ok()), [false, true, true]);
    assert_eq!(counts("early"), (2, 1));
}

#[test]
fn a_reborrow_is_returned() {
    let mut items = vec![1, 2];
    *reborrowed(&mut items, 1).unwrap() = 5;
    *reborrowed(&mut items, 9).unwrap() = 4;
    assert!(reborrowed(&mut items, 7).is_none());
    assert_eq!((items, counts("reborrowed")), (vec![4, 5], (2, 1)));
}

#[test]
fn the_caller_is_tracked() {
    let line = line!() + 1;
    let place = located_alone().unwrap();
    assert_eq!(place.line(), line);
}

#[test]
fn a_panic_is_neither() {
    assert!(std::panic::catch_unwind(|| diverging(0)).is_err());
    assert!(diverging(1).is_ok());
    let row = row("outcome::diverging");
    assert_eq!((row.calls, row.ok, row.err, row.panics), (2, Some(1), Some(0), 1));
}

#[test]
fn a_return_hidden_in_a_macro_counts_as_err() {
    assert!(in_a_macro(1).is_ok());
    assert_eq!(counts("in_a_macro"), (0, 1), "as documented");
}
