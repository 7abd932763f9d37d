//! `span`: what a subscriber of `tracing` gets to see of calls.

use std::fmt::Debug;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bedeck::{profiled, timed};
use tracing::span::{Attributes, Id};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::layer::{self, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Writes down what happens to spans.
#[derive(Clone, Default)]
struct Witness(Arc<Mutex<Vec<String>>>);

impl Witness {
    fn note(&self, what: &str, metadata: &Metadata<'_>) {
        self.0.lock().unwrap().push(format!("{what} {}", metadata.name()));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Witness {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: layer::Context<'_, S>) {
        let metadata = attributes.metadata();
        let parent = context.span(id).unwrap().parent().map_or("none", |parent| parent.name());
        let (level, target, fields) = (metadata.level(), metadata.target(), metadata.fields().len());
        let line = format!("new {} {level} {target} {fields} in {parent}", metadata.name());
        self.0.lock().unwrap().push(line);
    }

    fn on_enter(&self, id: &Id, context: layer::Context<'_, S>) {
        self.note("enter", context.span(id).unwrap().metadata());
    }

    fn on_exit(&self, id: &Id, context: layer::Context<'_, S>) {
        self.note("exit", context.span(id).unwrap().metadata());
    }

    fn on_close(&self, id: Id, context: layer::Context<'_, S>) {
        self.note("close", context.span(&id).unwrap().metadata());
    }
}

/// What a subscriber sees of `work`.
fn seen(work: impl FnOnce()) -> Vec<String> {
    let witness = Witness::default();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(witness.clone()), work);
    let seen = witness.0.lock().unwrap().clone();
    seen
}

#[track_caller]
fn assert_seen(work: impl FnOnce(), expected: &[&str]) {
    assert_eq!(seen(work), expected);
}

fn ready<F: Future<Output: Debug>>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Ready at the second poll.
#[derive(Default)]
struct Later(bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

#[timed(span)]
fn outer(n: u32) -> u32 {
    inner(n) + plain(n)
}

#[profiled(span = "debug", name = "app::inner")]
fn inner(n: u32) -> u32 {
    n + 1
}

#[timed]
fn plain(n: u32) -> u32 {
    n
}

#[test]
fn calls_are_spans_in_each_other() {
    let expected = [
        "new outer INFO spans 0 in none",
        "enter outer",
        "new app::inner DEBUG spans 0 in outer",
        "enter app::inner",
        "exit app::inner",
        "close app::inner",
        "exit outer",
        "close outer",
    ];
    assert_seen(|| assert_eq!(outer(1), 3), &expected);
}

mod module {
    #[bedeck::timed(span = "error", outcome)]
    pub(crate) fn r#try(text: &str) -> Result<u8, std::num::ParseIntError> {
        let n: u8 = text.parse()?;
        Ok(n)
    }
}

#[test]
fn the_target_is_the_module_and_the_name_the_functions() {
    let one = ["new try ERROR spans::module 0 in none", "enter try", "exit try", "close try"];
    assert_seen(|| assert!(module::r#try("1").is_ok() && module::r#try("x").is_err()), &[one, one].concat());
}

struct Shop;

#[timed(span = "trace")]
impl Shop {
    fn open(&self) -> &Shop {
        self
    }

    #[timed]
    fn close(&self) {}

    async fn sell(&self, n: u32) -> u32 {
        Later::default().await;
        n
    }
}

#[test]
fn of_an_impl_those_without_options_of_their_own() {
    let expected = ["new open TRACE spans 0 in none", "enter open", "exit open", "close open"];
    assert_seen(|| Shop.open().close(), &expected);
}

/// A future is in its span whenever it is polled, and the last time when it is dropped.
#[test]
fn futures_are_in_their_span_while_they_are_polled() {
    let seen = seen(|| assert_eq!(ready(Shop.sell(3)), 3));
    let polls = ["enter sell", "exit sell"].repeat(2);
    assert_eq!(seen[0], "new sell TRACE spans 0 in none");
    assert_eq!(seen[1..5], polls);
    assert_eq!(seen.last().unwrap(), "close sell");
}

#[timed(span)]
fn boxed(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move {
        Later::default().await;
        inner(n)
    })
}

#[timed(future, span)]
fn returned(n: u32) -> impl Future<Output = u32> {
    async move {
        Later::default().await;
        n
    }
}

#[test]
fn so_are_futures_that_are_returned() {
    let one = seen(|| assert_eq!(ready(boxed(1)), 2));
    assert!(one.contains(&"new app::inner DEBUG spans 0 in boxed".to_owned()), "{one:?}");
    let other = seen(|| assert_eq!(ready(returned(1)), 1));
    assert!(other.starts_with(&["new returned INFO spans 0 in none".to_owned()]), "{other:?}");
    assert!(other.iter().filter(|line| *line == "enter returned").count() >= 2, "{other:?}");
}

#[timed(span)]
fn panics(n: &[u32]) -> u32 {
    n[7]
}

#[test]
fn a_panic_leaves_the_span() {
    let expected = ["new panics INFO spans 0 in none", "enter panics", "exit panics", "close panics"];
    assert_seen(|| assert!(std::panic::catch_unwind(|| panics(&[])).is_err()), &expected);
}

/// Futures that go from thread to thread stay able to.
#[test]
fn a_future_with_a_span_is_send() {
    fn send<T: Send>(future: T) -> T {
        future
    }
    assert_eq!(ready(send(Shop.sell(1))), 1);
    assert_eq!(ready(send(boxed(1))), 2);
}

#[profiled(span, lines)]
fn lined(n: u32) -> u32 {
    let twice = n * 2;
    twice + 1
}

#[timed(span)]
#[bedeck::memoize]
fn kept(n: u32) -> u32 {
    n * 3
}

#[test]
fn beside_other_options_and_decorators() {
    assert_seen(
        || assert_eq!(lined(2), 5),
        &["new lined INFO spans 0 in none", "enter lined", "exit lined", "close lined"],
    );
    let seen = seen(|| assert_eq!([kept(2), kept(2)], [6, 6]));
    assert_eq!(seen.iter().filter(|line| line.starts_with("new kept INFO")).count(), 2, "{seen:?}");
    assert_eq!(bedeck::report().functions.iter().find(|f| f.name == "spans::lined").unwrap().calls, 1);
}
