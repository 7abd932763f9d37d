use bedeck::profiled;

use super::{check, lines};

macro_rules! twice {
    ($value:expr) => {
        $value * 2
    };
}

macro_rules! declare {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

#[profiled(lines)]
fn calls_macros(n: u64) -> u64 {       // 1
    declare!(a = n + 1);               // 1
    let b = twice!(a);                 // 1
    match b {                          // 1
        0 => unreachable!(),           // 0
        _ => twice! { b },             // 1
    }
}

#[test]
fn a_macro_is_one_statement() {
    assert_eq!(calls_macros(1), 8);
    check("macros::calls_macros");
    assert!(lines("macros::calls_macros").iter().all(|line| !line.from_macro));
}

macro_rules! function {
    ($name:ident, $body:block) => {
        #[profiled(lines)]
        fn $name() -> u64 $body
    };
}

function!(with_a_body_of_the_users, {  // 2
    let a = 1;                         // 2
    let b = a + 2;                     // 2
    a + b                              // 2
});

#[test]
fn a_body_that_went_through_a_macro_keeps_its_lines() {
    assert_eq!(with_a_body_of_the_users() + with_a_body_of_the_users(), 8);
    let hits: Vec<_> = lines("with_a_body_of_the_users").iter().filter_map(|line| line.hits).collect();
    assert_eq!(hits, [2, 2, 2, 2]);
}

macro_rules! made {
    ($name:ident) => {
        #[profiled(lines)]
        fn $name(n: u64) -> u64 {
            let a = n + 1;
            a * 2
        }
    };
}

made!(made_by_a_macro);

#[test]
fn lines_that_a_macro_made_are_marked() {
    assert_eq!(made_by_a_macro(1) + made_by_a_macro(2), 10);
    let lines = lines("made_by_a_macro");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((lines[0].hits, lines[0].from_macro), (Some(2), true));
    assert_eq!(lines[0].source.as_deref(), Some("made!(made_by_a_macro);"));
}
