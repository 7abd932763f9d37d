use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};
use std::thread::sleep;
use std::time::Duration;

use bedeck::profiled;

use super::{check, lines};
use crate::rows::{assert_send, block_on, pause};

#[profiled(lines)]
async fn waits(n: u64) -> u64 {        // 1
    let mut sum = 0;                   // 1
    for i in 0..n {                    // 4
        sleep(Duration::from_millis(2));  // 3
        pause().await;                 // 3
        sum += i;                      // 3
    }
    sum                                // 1
}

#[test]
fn an_await_suspends_the_clock() {
    let mut future = pin!(assert_send(waits(3)));
    let mut context = Context::from_waker(Waker::noop());
    while future.as_mut().poll(&mut context).is_pending() {
        sleep(Duration::from_millis(50));
    }
    check("futures::waits");
    let lines = lines("futures::waits");
    let took = |text: &str| {
        let line = lines.iter().find(|line| line.source.as_ref().unwrap().contains(text));
        line.unwrap().total_ns.unwrap()
    };
    assert!(took("sleep") >= 6_000_000);
    assert!(took("pause") < 50_000_000, "{lines:?}");
}

#[profiled(lines)]
async fn cancelled(n: u64) -> u64 {    // 1
    let a = n;                         // 1
    pause().await;                     // 1
    a + 1                              // 0
}

#[test]
fn a_cancelled_future_stays_on_its_line() {
    {
        let mut future = pin!(cancelled(1));
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    check("futures::cancelled");
}

#[profiled(lines)]
fn boxed(n: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {  // 2
    let more = n + 1;                  // 2
    Box::pin(async move {              // 2
        pause().await;                 // 1
        more + 1                       // 1
    })
}

#[profiled(lines, future)]
fn returned(n: u64) -> impl Future<Output = u64> + Send {  // 2
    let more = n + 1;                  // 2
    async move {                       // 2
        pause().await;                 // 1
        more + 1                       // 1
    }
}

#[test]
fn futures_that_are_returned() {
    drop(boxed(1));
    assert_eq!(block_on(boxed(1)), 3);
    check("futures::boxed");
    drop(returned(1));
    assert_eq!(block_on(assert_send(returned(1))), 3);
    check("futures::returned");
}

#[profiled(lines)]
async fn blocks(n: u64) -> u64 {       // 1
    let one = async {                  // 1
        pause().await;                 // 1
        n + 1                          // 1
    };
    let twice = async |m: u64| {       // 1
        pause().await;                 // 2
        m * 2                          // 2
    };
    let typed = async |m: u32| -> u64 {  // 1
        m.into()                       // 1
    };
    let two = twice(2).await + twice(3).await;  // 1
    one.await + two + typed(5).await   // 1
}

#[test]
fn blocks_and_closures_that_are_async() {
    assert_eq!(block_on(blocks(1)), 17);
    check("futures::blocks");
}

async fn number(text: &str) -> Result<u64, std::num::ParseIntError> {
    pause().await;
    text.parse()
}

#[profiled(lines)]
async fn parses(texts: &[&str]) -> Result<u64, std::num::ParseIntError> {  // 2
    let mut sum = 0;                   // 2
    for text in texts {                // 5
        sum += match *text {           // 4
            "" => 0,                   // 1
            text => number(text).await?,  // 3
        };
    }
    Ok(sum)                            // 1
}

#[test]
fn question_marks_in_async_functions() {
    assert_eq!(block_on(parses(&["1", "", "2"])), Ok(3));
    assert!(block_on(parses(&["x", "2"])).is_err());
    check("futures::parses");
}

#[profiled(lines)]
async fn factorial(n: u64) -> u64 {    // 4
    if n == 0 {                        // 4
        return 1;                      // 1
    }
    pause().await;                     // 3
    n * Box::pin(factorial(n - 1)).await  // 3
}

#[test]
fn an_async_recursion() {
    assert_eq!(block_on(factorial(3)), 6);
    check("futures::factorial");
}
