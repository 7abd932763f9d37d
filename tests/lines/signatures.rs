//! The traps of every decorator, with `lines`: that each compiles without a warning is half of the test.

use std::fmt::{Debug, Display};
use std::panic::Location;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bedeck::profiled;

use super::lines;

/// How often the lines of a function began to run, those that did.
fn hits(end: &str) -> Vec<u64> {
    lines(end).iter().filter_map(|line| line.hits).collect()
}

struct Gauge(u32);

#[profiled(lines)]
impl Gauge {
    const fn new() -> Gauge {
        Gauge(0)
    }

    fn by_unique(&mut self) -> &mut u32 {
        self.0 += 1;
        &mut self.0
    }

    fn by_box(self: Box<Self>) -> Box<Self> {
        let own = self;
        own
    }

    fn by_arc(self: Arc<Self>) -> usize {
        let count = Arc::strong_count(&self);
        count + 1
    }

    fn by_pin(mut self: Pin<&mut Self>) -> u32 {
        self.as_mut().0 += 1;
        self.0
    }

    fn early(&mut self, now: bool) -> Option<&mut u32> {
        if now {
            return Some(&mut self.0);
        }
        match self.0 {
            0 => None,
            _ =>
                Some(&mut self.0),
        }
    }

    #[profiled(skip)]
    fn left_out(&self) -> u32 {
        self.0
    }
}

#[test]
fn receivers_and_containers() {
    let mut gauge = Gauge::new();
    *gauge.by_unique() += 1;
    assert_eq!(gauge.early(false), Some(&mut 2));
    assert_eq!(Pin::new(&mut gauge).by_pin(), 3);
    assert_eq!((Box::new(Gauge(1)).by_box().left_out(), Arc::new(Gauge(1)).by_arc()), (1, 2));
    assert_eq!(hits("signatures::Gauge::early"), [1, 1, 0, 1, 0, 1]);
    assert!(bedeck::report().lines.iter().all(|line| !line.function.ends_with("left_out")));
}

trait Area {
    fn area(&self) -> u64;

    #[profiled(lines)]
    fn twice(&self) -> u64 {
        let area = self.area();
        area * 2
    }
}

impl Area for u64 {
    #[profiled(lines)]
    fn area(&self) -> u64 {
        let side = *self;
        side * side
    }
}

#[profiled(lines)]
fn generic<T, const N: usize>(value: &T, more: impl Iterator<Item = u8>) -> [String; N]
where
    T: Debug + Display + ?Sized,
{
    let text = format!("{value}{value:?}");
    let rest: usize = more
        .map(|n|
            usize::from(n))
        .sum();
    std::array::from_fn(|i| {
        text.repeat(i + rest)
    })
}

#[profiled(lines)]
fn opaque<'a>(words: &'a [&'a str]) -> impl Iterator<Item = char> + 'a {
    let first = words.iter();
    first.filter_map(|word| {
        word.chars()
            .next()
    })
}

#[test]
fn traits_and_generics() {
    assert_eq!(3_u64.twice(), 18);
    assert_eq!(generic::<str, 2>("a", [1].into_iter()), ["a\"a\"", "a\"a\"a\"a\""]);
    assert_eq!(generic::<u8, 1>(&7, [0].into_iter()), [""]);
    assert_eq!(opaque(&["ab", "", "c"]).collect::<String>(), "ac");
    assert_eq!(hits("signatures::generic"), [2, 2, 2, 2, 2, 2, 3]);
    assert_eq!(hits("signatures::opaque"), [1, 1, 1, 3]);
}

#[profiled(lines)]
fn never(code: u8) -> ! {
    let message = format!("code {code}");
    std::panic::resume_unwind(Box::new(message))
}

#[profiled(lines)]
fn never_by_a_loop(mut rounds: u8) -> ! {
    loop {
        rounds = rounds.checked_sub(1).unwrap_or_else(|| {
            std::panic::resume_unwind(Box::new(()))
        });
    }
}

#[test]
fn functions_that_never_return() {
    assert!(std::panic::catch_unwind(|| never(1)).is_err());
    assert!(std::panic::catch_unwind(|| never_by_a_loop(2)).is_err());
    assert_eq!(hits("signatures::never"), [1, 1, 1]);
    assert_eq!(hits("signatures::never_by_a_loop"), [1, 3, 3, 1]);
}

#[profiled(lines)]
#[track_caller]
fn caller() -> u32 {
    let here = Location::caller();
    here.line()
}

#[profiled(lines)]
#[inline(always)]
#[must_use]
#[allow(clippy::inline_always)]
unsafe extern "C" fn foreign(pointer: *const u8) -> u8 {
    // SAFETY: the caller passes a valid pointer.
    unsafe {
        let value = *pointer;
        value + 1
    }
}

#[test]
fn attributes_and_qualifiers() {
    static VALUE: u8 = 1;
    assert_eq!(caller(), line!());
    // SAFETY: the pointer is valid.
    assert_eq!(unsafe { foreign(&raw const VALUE) }, 2);
}

/// What the expansion might be tempted to name.
mod shadowed {
    #![allow(non_camel_case_types, dead_code, unreachable_pub, unused_macros, clippy::used_underscore_binding)]

    macro_rules! option_env {
        ($($any:tt)*) => {
            compile_error!("the user's")
        };
    }
    pub mod core {}
    pub mod std {}
    mod bedeck {}
    pub enum Some {}
    pub enum None {}
    pub struct Option;
    pub struct Lines;
    pub struct Origin;
    pub type u32 = ();
    pub type str = ();
    pub fn line() {}

    #[::bedeck::profiled(lines)]
    pub fn names(_line: u8, line: u8) -> u8 {
        let site = |_line: u8| {
            let sum = _line + line;
            sum
        };
        for _line in 0..1 {
            let _line = site(_line);
        }
        site(_line)
    }
}

#[test]
fn shadowed_names() {
    assert_eq!(shadowed::names(1, 2), 3);
    assert_eq!(hits("signatures::shadowed::names"), [1, 1, 2, 2, 2, 1, 1]);
}

#[profiled(lines)]
fn outer(n: u64) -> u64 {
    #[profiled(lines)]
    fn inner(n: u64) -> u64 {
        let half = n / 2;
        half + 1
    }
    let a = inner(n);
    a + inner(a)
}

#[test]
fn a_decorated_function_in_another() {
    assert_eq!(outer(4), 5);
    assert_eq!(hits("signatures::outer"), [1, 1, 1]);
    assert_eq!(hits("signatures::outer::inner"), [2, 2, 2]);
}

#[profiled(lines)]
fn reborrows(numbers: &mut Vec<u64>, first: bool) -> &mut u64 {
    let numbers = if first {
        numbers.push(1);
        numbers
    } else {
        numbers
    };
    let last = match numbers.last_mut() {
        Some(last) =>
            last,
        None => unreachable!("there is one"),
    };
    *last += 1;
    last
}

#[profiled(lines)]
fn coerced(n: u8) -> Box<dyn Fn(u8) -> Box<dyn Debug>> {
    match n {
        0 =>
            Box::new(|n| Box::new(n)),
        _ => Box::new(move |m| {
            let text = format!("{n}{m}");
            Box::new(text)
        }),
    }
}

#[profiled(lines)]
fn held(lock: &Mutex<Vec<u64>>) -> u64 {
    while let Some(top) = lock.lock().unwrap().pop() {
        if top > 2 {
            return top;
        }
    }
    if let Some(first) = lock.lock().unwrap().first() {
        *first
    } else {
        0
    }
}

#[test]
fn inference_coercions_and_borrows() {
    let mut list = vec![];
    *reborrows(&mut list, true) += 1;
    assert_eq!(reborrows(&mut list, false), &4);
    assert_eq!((format!("{:?}", coerced(0)(1)), format!("{:?}", coerced(1)(2))), ("1".into(), "\"12\"".into()));
    assert_eq!(held(&Mutex::new(vec![5, 1])), 5);
}
