use bedeck::profiled;

use super::check;

#[profiled(lines)]
fn chain(n: u64) -> &'static str {     // 4
    if n == 0 {                        // 4
        "none"                         // 1
    } else if n == 1 {                 // 3
        "one"                          // 1
    } else if let 2..=3 = n {          // 2
        "few"                          // 1
    } else {
        "many"                         // 1
    }
}

#[profiled(lines)]
fn let_chain(a: Option<u64>, b: u64) -> u64 {  // 3
    if let Some(a) = a && a > b {              // 3
        a                                      // 1
    } else {
        b                                      // 2
    }
}

#[test]
fn if_chains() {
    assert_eq!([0, 1, 3, 9].map(chain), ["none", "one", "few", "many"]);
    check("branches::chain");
    assert_eq!([let_chain(None, 1), let_chain(Some(1), 2), let_chain(Some(3), 2)], [1, 2, 3]);
    check("branches::let_chain");
}

#[profiled(lines)]
#[allow(clippy::needless_return)]
fn arms(n: Option<i64>) -> i64 {       // 6
    let limit = 10;                    // 6
    match n {                          // 6
        None => 0,                     // 1
        Some(n) if n > limit => {
            let over = n - limit;      // 2
            over                       // 2
        }
        Some(0) => 0,                  // 1
        Some(n) if n < 0 =>
            return -1,                 // 1
        Some(n) => n,                  // 1
    }
}

#[test]
fn match_arms_and_guards() {
    let all = [None, Some(11), Some(12), Some(-5), Some(5), Some(0)].map(arms);
    assert_eq!(all, [0, 1, 2, -1, 5, 0]);
    check("branches::arms");
}

#[profiled(lines)]
fn empty_arms(n: u64, seen: &mut u64) {  // 2
    match n {                          // 2
        0 => {}                        // 1
        _ => *seen += n,               // 1
    }
}

#[test]
fn an_empty_arm_is_a_line() {
    let mut seen = 0;
    empty_arms(0, &mut seen);
    empty_arms(2, &mut seen);
    assert_eq!(seen, 2);
    check("branches::empty_arms");
}

#[profiled(lines)]
fn as_arguments(a: bool, b: u8) -> String {  // 2
    let text = format(                       // 2
        if a {
            1                                // 1
        } else {
            2                                // 1
        },
        match b {
            0 => "zero",                     // 1
            5 => "five",                     // 0
            _ => {
                let other = "other";         // 1
                other                        // 1
            }
        },
    );
    text + "!"                               // 2
}

fn format(a: u8, b: &str) -> String {
    format!("{a} {b}")
}

#[test]
fn blocks_as_values() {
    assert_eq!([as_arguments(true, 0), as_arguments(false, 1)], ["1 zero!", "2 other!"]);
    check("branches::as_arguments");
}

#[profiled(lines)]
fn labelled(n: u64) -> u64 {           // 2
    let found = 'search: {             // 2
        if n > 5 {                     // 2
            break 'search n;           // 1
        }
        n + 1                          // 1
    };
    // SAFETY: nothing is unsafe about it.
    #[allow(unused_unsafe)]
    unsafe {                           // 2
        found + 1                      // 2
    }
}

#[test]
fn labelled_and_unsafe_blocks() {
    assert_eq!([labelled(6), labelled(1)], [7, 3]);
    check("branches::labelled");
}
