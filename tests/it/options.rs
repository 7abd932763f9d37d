//! The options of plain functions, by their columns.

use std::hint::black_box;
use std::time::Duration;

use bedeck::timed;

use crate::rows::{pause, row};

#[timed(sample = 4)]
fn sampled(n: u64) -> u64 {
    black_box(n)
}

#[timed(precise)]
fn precise(n: u64) -> u64 {
    black_box(n)
}

#[timed(cpu)]
fn sleeps() {
    std::thread::sleep(Duration::from_millis(20));
}

#[timed(in_flight)]
fn nests(n: u64) -> u64 {
    if n == 0 { 0 } else { 1 + nests(n - 1) }
}

#[timed(log_over = "1h", sample = 2, precise, in_flight, cpu, outcome, name = "options: all")]
fn all(n: u64) -> Option<u64> {
    n.checked_sub(1)
}

#[test]
fn each_option_has_its_column() {
    assert_eq!((0..100).map(|n| sampled(n) + precise(n)).sum::<u64>(), 9900);
    sleeps();
    assert_eq!(nests(3), 3);
    assert_eq!([0, 1, 2, 3].map(all), [None, Some(0), Some(1), Some(2)]);
    assert_eq!((row("options::sampled").calls, row("options::sampled").sample), (100, Some(4)));
    assert_eq!((row("options::precise").calls, row("options::precise").sample), (100, None));
    let sleeps = row("options::sleeps");
    assert!(sleeps.total_ns > Some(19_000_000) && sleeps.cpu_ns.is_some_and(|cpu| cpu < 10_000_000), "{sleeps:?}");
    assert_eq!((row("options::nests").calls, row("options::nests").in_flight_peak), (4, Some(4)));
    let all = row("options: all");
    assert_eq!((all.calls, all.ok, all.err, all.in_flight_peak, all.sample), (4, Some(3), Some(1), Some(1), Some(2)));
}

#[test]
fn a_column_that_was_not_asked_for_is_absent() {
    #[timed]
    fn plain() {}
    plain();
    let row = row("is_absent::plain");
    assert_eq!((row.ok, row.err, row.in_flight_peak, row.sample, row.cpu_ns), (None, None, None, None, None));
    assert_eq!((row.busy_ns, row.idle_ns, row.polls, row.cancelled), (None, None, None, None));
}

/// Types and bounds that an async block must take as the function does.
mod shapes {
    use super::{pause, timed};

    #[timed]
    pub(super) async fn generic<T: ToString + ?Sized>(first: impl Into<String>, second: Box<T>) -> String {
        pause().await;
        first.into() + &second.to_string()
    }

    #[timed]
    pub(super) async fn higher_ranked(text: String, key: impl for<'a> Fn(&'a str) -> &'a str) -> Box<dyn Fn(u8) -> u8> {
        let length = u8::try_from(key(&text).len()).unwrap_or(0);
        Box::new(move |n| n + length)
    }

    pub(super) struct Owner(pub(super) Vec<u8>);

    impl Owner {
        #[timed]
        pub(super) async fn consume(mut self, more: Vec<u8>, last: Vec<u8>) -> Vec<u8> {
            self.0.extend(more);
            pause().await;
            self.0.extend(last);
            self.0
        }

        #[timed]
        pub(super) async fn push(&mut self, n: u8) -> &mut u8 {
            self.0.push(n);
            pause().await;
            &mut self.0[0]
        }

        #[timed]
        pub(super) async fn itself(self: Box<Self>) -> Self {
            *self
        }
    }
}

#[test]
fn async_functions_of_many_shapes() {
    use crate::rows::{assert_send, block_on};
    assert_eq!(block_on(assert_send(shapes::generic("a", Box::new(1)))), "a1");
    assert_eq!(block_on(shapes::higher_ranked("abc".to_owned(), |text| &text[1..]))(1), 3);
    let mut owner = shapes::Owner(vec![7]);
    *block_on(owner.push(8)) += 1;
    let owner = block_on(Box::new(owner).itself());
    assert_eq!(block_on(assert_send(owner.consume(vec![1], vec![2]))), [8, 8, 1, 2]);
    assert_eq!(row("shapes::Owner::push").polls, Some(2));
}
