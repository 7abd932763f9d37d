//! `#[profiled(distinct)]`: how many different arguments a function is called with.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use bedeck::{Function, profiled};

fn row(name: &str) -> Function {
    let name = format!("profiled::distinct::{name}");
    bedeck::report().functions.into_iter().find(|function| function.name == name).unwrap()
}

#[profiled(distinct)]
fn parse(text: &str, radix: u32) -> u64 {
    u64::from_str_radix(text, radix).unwrap_or(0)
}

#[test]
fn tuples_of_arguments_are_told_apart() {
    for round in 0..30 {
        assert_eq!(parse(&(round % 3).to_string(), 10 + round % 2), u64::from(round % 3));
    }
    let row = row("parse");
    assert_eq!((row.calls, row.distinct), (30, Some(6)));
    assert!(bedeck::report().to_table().contains("distinct arguments\n"));
    assert!(bedeck::report().to_json().contains("\"distinct\":6"));
}

struct Meter {
    factor: f64,
}

struct NoHash;

#[profiled(distinct)]
impl Meter {
    fn scaled(&self, value: f64, _log: &NoHash) -> f64 {
        self.factor * value
    }

    fn count(mut values: Vec<u8>, (from, to): (usize, usize)) -> usize {
        values.truncate(to);
        values.len() - from
    }

    const fn zero() -> u8 {
        0
    }
}

#[test]
fn what_has_no_hash_is_left_out_and_named() {
    let meter = Meter { factor: 2.0 };
    for value in [1.0, 2.0, 1.0, -0.0, 0.0] {
        assert_eq!(meter.scaled(value, &NoHash).to_bits(), (2.0 * value).to_bits());
    }
    assert_eq!(Meter::count(vec![1, 2, 3], (0, 2)) + usize::from(Meter::zero()), 2);
    assert_eq!(Meter::count(vec![1, 2, 3], (1, 2)), 1);
    assert_eq!(row("Meter::scaled").distinct, Some(4));
    assert_eq!(row("Meter::count").distinct, Some(1));
    let remarks = bedeck::report().remarks;
    let about = |name: &str| remarks.iter().find(|remark| remark.contains(name)).cloned().unwrap_or_default();
    assert_eq!(
        about("Meter::scaled"),
        "distinct arguments of profiled::distinct::Meter::scaled: `self`, `_log` have no `Hash`, and calls are told apart \
         without them"
    );
}

#[profiled(distinct, lines)]
fn moved(words: Vec<String>) -> BTreeSet<String> {
    let set: BTreeSet<String> = words.into_iter().collect();
    set
}

#[profiled(distinct)]
async fn later(word: String, n: &mut u32) -> usize {
    *n += 1;
    word.len()
}

#[profiled(distinct)]
fn boxed(word: String) -> std::pin::Pin<Box<dyn Future<Output = usize>>> {
    let owned = word;
    Box::pin(async move { owned.len() })
}

#[profiled(distinct)]
fn generic<T, const N: usize>(items: &[T; N]) -> usize {
    fn inner() -> usize {
        0
    }
    items.len() + inner()
}

#[profiled(distinct)]
fn of<T: std::hash::Hash>(value: T, depth: u32) -> T {
    if depth == 0 { value } else { of(value, depth - 1) }
}

#[test]
fn each_set_of_types_has_its_own_and_threads_share_them() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..25_u8 {
                    assert_eq!((of(number, 1), of(u32::from(number), 0)), (number, u32::from(number)));
                }
            });
        }
    });
    let row = row("of");
    assert_eq!((row.calls, row.distinct), (300, Some(75)));
}

#[profiled(distinct)]
fn nothing() -> u8 {
    1
}

fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("not ready"),
    }
}

#[test]
fn functions_of_all_shapes_keep_their_arguments() {
    let mut polls = 0;
    for word in ["a", "bb", "a"] {
        assert_eq!(moved(vec![word.to_owned()]).len(), 1);
        assert_eq!(ready(later(word.to_owned(), &mut polls)), word.len());
        assert_eq!(ready(boxed(word.to_owned())), word.len());
        assert_eq!((generic(&[word; 2]), nothing()), (2, 1));
    }
    let found = ["moved", "later", "boxed", "nothing"].map(|name| row(name).distinct);
    assert_eq!(found, [Some(2), Some(3), Some(2), Some(1)]);
    assert_eq!(row("generic").calls, 3);
}
