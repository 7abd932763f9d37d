//! The async ones of the twenty traps of every decorator. That each compiles without a warning is half of the test.

use std::cell::Cell;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;

use crate::measured as timed;

use crate::rows::{assert_send, block_on, calls, pause, row};

struct Counter(u32);

#[timed]
async fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {
    pause().await;
    if a.len() > b.len() { a } else { b }
}

#[timed]
async fn unsized_to(number: bool) -> Box<dyn Display + Send> {
    if number {
        return Box::new(1);
    }
    pause().await;
    Box::new("one")
}

#[timed]
async fn hidden(n: u8) -> impl Display {
    pause().await;
    n
}

#[test]
fn async_with_borrowed_arguments_and_an_unsizing_return() {
    let text = String::from("long");
    assert_eq!(block_on(assert_send(longest(&text, "no"))), "long");
    assert_eq!(block_on(unsized_to(true)).to_string(), "1");
    assert_eq!(block_on(assert_send(unsized_to(false))).to_string(), "one");
    assert_eq!(block_on(hidden(3)).to_string(), "3");
    assert_eq!(row("async_traps::longest").polls, Some(2));
    assert_eq!([calls("async_traps::unsized_to"), calls("async_traps::hidden")], [2, 1]);
}

#[timed]
fn hand_boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    let length = text.len();
    Box::pin(async move {
        pause().await;
        length
    })
}

trait Fetch {
    fn fetch<'life0, 'async_trait>(
        &'life0 self,
        key: u32,
    ) -> Pin<Box<dyn Future<Output = Result<u32, String>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait;
}

impl Fetch for Counter {
    #[timed]
    fn fetch<'life0, 'async_trait>(
        &'life0 self,
        key: u32,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<u32, String>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            if key == 0 {
                return Err("none".to_owned());
            }
            pause().await;
            Ok(self.0 + key)
        })
    }
}

#[timed(future)]
fn hand_made(n: u32) -> impl Future<Output = u32> + Send {
    if n == 0 {
        return std::future::ready(7);
    }
    std::future::ready(n)
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[timed(future)]
fn behind_an_alias(n: u32) -> Boxed<'static, u32> {
    if n == 0 {
        return Box::pin(std::future::ready(7));
    }
    Box::pin(async move {
        pause().await;
        n
    })
}

#[test]
fn functions_that_return_a_future() {
    assert_eq!(block_on(hand_boxed("four")), 4);
    assert_eq!(block_on(Counter(1).fetch(2)), Ok(3));
    assert_eq!(block_on(Counter(1).fetch(0)), Err("none".to_owned()));
    assert_eq!(block_on(hand_made(0)) + block_on(hand_made(1)), 8);
    assert_eq!(block_on(behind_an_alias(0)) + block_on(behind_an_alias(1)), 8);
    let boxed = row("async_traps::hand_boxed");
    assert_eq!((boxed.kind, boxed.calls, boxed.polls), ("async", 1, Some(2)));
    assert_eq!(row("async_traps::Fetch>::fetch").polls, Some(3));
    assert_eq!((row("async_traps::hand_made").kind, calls("async_traps::hand_made")), ("async", 2));
    assert_eq!(calls("async_traps::behind_an_alias"), 2);
}

struct Late<'a>(&'a Cell<u32>, u32);

impl Drop for Late<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() * 10 + self.1);
    }
}

#[timed]
async fn drops<'a>(first: Late<'a>, mut second: Late<'a>, _unused: Late<'a>, _: &str) -> u32 {
    let local = Late(second.0, 4);
    second.1 = 2;
    pause().await;
    local.1 + first.1
}

async fn drops_undecorated<'a>(first: Late<'a>, mut second: Late<'a>, _unused: Late<'a>, _: &str) -> u32 {
    let local = Late(second.0, 4);
    second.1 = 2;
    pause().await;
    local.1 + first.1
}

#[test]
fn async_parameters_drop_as_they_did() {
    let (decorated, plain) = (Cell::new(0), Cell::new(0));
    let result = block_on(drops(Late(&decorated, 1), Late(&decorated, 9), Late(&decorated, 3), ""));
    assert_eq!(result, block_on(drops_undecorated(Late(&plain, 1), Late(&plain, 9), Late(&plain, 3), "")));
    assert_eq!((decorated.get(), plain.get()), (4321, 4321));
    // Never polled: nothing of it is a call, and all parameters drop.
    let (decorated, plain) = (Cell::new(0), Cell::new(0));
    drop(drops(Late(&decorated, 1), Late(&decorated, 2), Late(&decorated, 3), ""));
    drop(drops_undecorated(Late(&plain, 1), Late(&plain, 2), Late(&plain, 3), ""));
    assert_eq!(decorated.get(), plain.get());
    assert_eq!(calls("async_traps::drops"), 1);
}

#[timed]
async fn countdown(n: u32) -> u32 {
    if n == 0 { 0 } else { 1 + Box::pin(countdown(n - 1)).await }
}

#[test]
fn async_recursion_through_a_box() {
    assert_eq!(block_on(countdown(5)), 5);
    assert_eq!(calls("async_traps::countdown"), 6);
}

trait Greets {
    async fn greet(&self, name: &str) -> String;

    #[timed]
    async fn greet_twice(&self, name: &str) -> String {
        format!("{} {}", self.greet(name).await, self.greet(name).await)
    }
}

impl Greets for Counter {
    #[timed]
    async fn greet(&self, name: &str) -> String {
        pause().await;
        format!("{}{name}", self.0)
    }
}

#[test]
fn async_in_traits() {
    assert_eq!(block_on(Counter(1).greet_twice("x")), "1x 1x");
    assert_eq!((calls("async_traps::Greets::greet_twice"), calls("async_traps::Greets>::greet")), (1, 2));
}
