use std::num::ParseIntError;

use bedeck::profiled;

use super::{check, lines};
use crate::rows::row;

#[profiled(lines)]
fn plain(n: u64) -> u64 {              // 2
    const TWO: u64 = {
        2
    };
    let a = n + 1;                     // 2
    let b = {                          // 2
        let c = a;                     // 2
        c * TWO                        // 2
    };
    a + b                              // 2
}

#[profiled(lines)]
fn on_one_line() -> u64 { 1 }          // 3

#[profiled(lines)]
fn two_on_a_line(mut n: u64) -> u64 {  // 1
    n += 1; n += 2;                    // 1
    n *= 2; n                          // 1
}

#[test]
fn statements_and_the_tail() {
    assert_eq!([plain(1), plain(2)], [6, 9]);
    check("statements::plain");
    assert_eq!(on_one_line() + on_one_line() + on_one_line(), 3);
    check("statements::on_one_line");
    assert_eq!(two_on_a_line(1), 8);
    check("statements::two_on_a_line");
}

#[profiled(lines)]
fn over_several_lines(                 // 1
    n: u64,
) -> Vec<u64> {
    let all = [n, n + 1]               // 1
        .into_iter()
        .rev()
        .collect();
    all                                // 1
}

#[test]
fn a_statement_counts_where_it_begins() {
    assert_eq!(over_several_lines(1), [2, 1]);
    check("statements::over_several_lines");
}

#[profiled(lines)]
fn parse(text: &str) -> Result<u64, ParseIntError> {  // 3
    if text.is_empty() {                              // 3
        return Ok(0);                                 // 1
    }
    let number: u64 = text.parse()?;                  // 2
    let twice = number * 2;                           // 1
    Ok(twice)                                         // 1
}

#[test]
fn early_returns_and_question_marks() {
    assert!(parse("").is_ok() && parse("x").is_err() && parse("21") == Ok(42));
    check("statements::parse");
}

#[profiled(lines)]
fn unpack(pair: Option<(u64, u64)>) -> u64 {  // 3
    let Some((a, b)) = pair else {            // 3
        return 7;                             // 1
    };
    let (Ok(c) | Err(c)) = if a > b { Ok(a) } else { Err(b) };  // 2
    c                                         // 2
}

#[test]
fn let_else() {
    assert_eq!([unpack(None), unpack(Some((1, 2))), unpack(Some((4, 3)))], [7, 2, 4]);
    check("statements::unpack");
}

#[profiled(lines)]
fn panics(n: u64) -> u64 {             // 2
    let half = n / 2;                  // 2
    assert!(half > 0, "too small");    // 2
    half                               // 1
}

#[test]
fn a_panic_ends_the_line() {
    assert!(std::panic::catch_unwind(|| panics(1)).is_err());
    assert_eq!(panics(2), 1);
    check("statements::panics");
}

#[profiled(lines)]
fn fib(n: u64) -> u64 {                // 177
    if n < 2 {                         // 177
        return n;                      // 89
    }
    let a = fib(n - 1);                // 88
    a + fib(n - 2)                     // 88
}

#[test]
fn a_recursion_takes_no_longer_than_its_outermost_call() {
    assert_eq!(fib(10), 55);
    check("statements::fib");
    let on_lines: u64 = lines("statements::fib").iter().filter_map(|line| line.total_ns).sum();
    let total = row("statements::fib").total_ns.unwrap();
    assert!(on_lines <= total && total - on_lines < total / 2, "{on_lines} {total}");
}

#[profiled(lines)]
#[allow(clippy::needless_return, unused_assignments)]
fn under_conditions(mut n: u64) -> u64 {  // 1
    #[cfg(not(test))]
    compile_error!("this line is not compiled");
    #[cfg(test)]
    add(&mut n, 1);                    // 1
    #[allow(unused_variables)]
    let unused = n;                    // 1
    #[cfg(test)] { n += 2; }           // 1
    #[cfg(not(test))] { compile_error!("nor is this") }
    return n;                          // 1
}

fn add(n: &mut u64, m: u64) {
    *n += m;
}

#[test]
fn conditions_and_attributes() {
    assert_eq!(under_conditions(1), 4);
    check("statements::under_conditions");
}

#[profiled(lines)]
fn with_items() -> u64 {               // 1
    use std::cmp::max;
    static ONE: u64 = 1;
    fn inner(n: u64) -> u64 {
        max(n, ONE)
    }
    struct Two(u64);
    impl Two {
        fn get(&self) -> u64 {
            self.0
        }
    }
    let two = Two(2);                  // 1
    inner(0) + two.get()               // 1
}

#[test]
fn items_are_no_lines() {
    assert_eq!(with_items(), 3);
    check("statements::with_items");
}
