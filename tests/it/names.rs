//! What a row is called, and where it says that its function stands.

use std::fmt::Debug;

use bedeck::timed;

use crate::rows::{block_on, row};

struct Plain;
struct Generic<T>(T);

impl Plain {
    #[timed]
    fn new() -> Plain {
        Plain
    }
}

impl<T: Debug> Generic<T> {
    #[timed]
    fn new(value: T) -> Generic<T> {
        Generic(value)
    }

    #[timed]
    async fn shown(&self) -> String {
        format!("{:?}", self.0)
    }
}

trait Describe {
    #[timed]
    fn describe(&self) -> &'static str {
        "default"
    }
}

impl Describe for Plain {}

impl Describe for u8 {}

impl<T: Debug> Describe for Generic<T> {
    #[timed]
    fn describe(&self) -> &'static str {
        "generic"
    }
}

#[timed]
fn around() -> u8 {
    let closure = || {
        #[timed]
        fn in_a_closure() -> u8 {
            1
        }
        in_a_closure()
    };
    closure()
}

#[test]
fn the_full_path_with_the_type() {
    Plain::new().describe();
    let generic = Generic::new(1);
    Generic::new("a");
    generic.describe();
    1_u8.describe();
    assert_eq!(block_on(generic.shown()), "1");
    assert_eq!(around(), 1);

    assert_eq!(row("it::names::Plain::new").name, "it::names::Plain::new");
    assert_eq!(row("it::names::Generic<_>::new").calls, 2);
    assert_eq!(row("it::names::Generic<_>::shown").kind, "async");
    assert_eq!(row("<it::names::Generic<_> as it::names::Describe>::describe").calls, 1);
    assert_eq!(row("it::names::Describe::describe").calls, 2, "one row for all implementors");
    assert_eq!(row("names::around").calls, 1);
    assert_eq!(row("in_a_closure").name, "it::names::around::{{closure}}::in_a_closure");
}

#[timed(name = "names, given")]
fn given() {}

#[test]
fn a_name_that_is_given() {
    given();
    assert_eq!(row("names, given").name, "names, given");
}

const BEFORE: u32 = line!();
#[timed]
/// A line between.
#[inline]
fn placed() {}

struct Placed;

#[timed]
impl Placed {
    fn first() {}

    async fn second() {}
}

#[test]
fn the_line_is_that_of_the_function() {
    placed();
    Placed::first();
    block_on(Placed::second());
    let lines = ["names::placed", "Placed::first", "Placed::second"].map(|name| row(name).line);
    assert_eq!(lines, [BEFORE + 4, BEFORE + 10, BEFORE + 12]);
    assert_eq!(row("names::placed").file, file!());
}
