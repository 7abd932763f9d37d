//! `timed_block!`.

use bedeck::timed_block;

use crate::rows::{calls, row};

const LABEL: &str = "blocks: a constant";
const SITE: &str = "blocks: a constant named SITE";

#[test]
fn a_block_gives_its_value_and_has_a_row() {
    let text = String::from("abc");
    let length = timed_block!("blocks: value", { text.len() });
    let borrowed: &str = timed_block!(LABEL, { &text });
    let moved = timed_block!(SITE, { text.clone() });
    timed_block!(concat!("blocks: ", "unit"), {});
    assert_eq!((length, borrowed, moved.as_str()), (3, "abc", "abc"));
    let row = row("blocks: value");
    assert_eq!((row.kind, row.calls, row.open, row.file), ("block", 1, 0, file!()));
    assert_eq!([calls(LABEL), calls(SITE), calls("blocks: unit")], [1; 3]);
}

fn leaves(how: u8) -> Option<u8> {
    let mut turns = 0;
    'outer: loop {
        turns += 1;
        timed_block!("blocks: leaves", {
            match how {
                0 => return Some(0),
                1 => None?,
                2 => break 'outer,
                3 if turns == 1 => continue,
                _ => {}
            }
            let value = 'inner: {
                if how == 4 {
                    break 'inner 40;
                }
                30
            };
            return Some(value);
        });
    }
    Some(20)
}

#[test]
fn a_block_can_be_left() {
    assert_eq!([0, 1, 2, 3, 4].map(leaves), [Some(0), None, Some(20), Some(30), Some(40)]);
    let row = row("blocks: leaves");
    assert_eq!((row.calls, row.open, row.panics), (6, 0, 0));
}

#[test]
fn blocks_nest_and_panic() {
    let result = std::panic::catch_unwind(|| {
        timed_block!("blocks: outer", {
            let inner = timed_block!("blocks: inner", { 1 });
            assert_eq!(inner, 2, "on purpose");
        });
    });
    assert!(result.is_err());
    assert_eq!((row("blocks: outer").panics, row("blocks: inner").panics), (1, 0));
}
