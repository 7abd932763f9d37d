//! Async functions: in the tree while they are polled, and only then.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bedeck::{Node, profiled};

use crate::rows::{block_on, pause, row};

#[profiled]
fn work() -> u32 {
    1
}

#[profiled]
async fn step() -> u32 {
    let before = work();
    pause().await;
    before + work()
}

#[profiled]
async fn two_steps() -> u32 {
    step().await + step().await
}

#[profiled]
fn drives() -> u32 {
    block_on(two_steps())
}

fn find<'a>(tree: &'a [Node], chain: &[&str]) -> Option<&'a Node> {
    let (last, above) = chain.split_last()?;
    let parent = if above.is_empty() { None } else { Some(find(tree, above)?.id) };
    tree.iter().find(|node| node.function.ends_with(last) && node.parent == parent)
}

#[test]
fn a_future_stands_below_what_polls_it() {
    assert_eq!(drives(), 4);
    let tree = bedeck::report().tree;
    let calls = |chain: &[&str]| find(&tree, chain).map(|node| node.calls);
    assert_eq!(calls(&["asyncs::drives"]), Some(1));
    assert_eq!(calls(&["asyncs::drives", "asyncs::two_steps"]), Some(1));
    assert_eq!(calls(&["asyncs::drives", "asyncs::two_steps", "asyncs::step"]), Some(2));
    assert_eq!(calls(&["asyncs::drives", "asyncs::two_steps", "asyncs::step", "asyncs::work"]), Some(4));
    let row = row("asyncs::two_steps");
    assert_eq!((row.calls, row.polls, row.primitive_calls), (1, Some(3), Some(1)));
    assert!(row.self_ns <= row.busy_ns, "{row:?}");
}

#[profiled]
async fn waits_for_ever() -> u32 {
    std::future::pending::<()>().await;
    0
}

#[profiled]
fn after() {}

#[test]
fn a_cancelled_future_leaves_nothing_open() {
    {
        let mut future = pin!(waits_for_ever());
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(future.as_mut().poll(&mut context), Poll::Pending);
        after();
    }
    after();
    let row = row("asyncs::waits_for_ever");
    assert_eq!((row.calls, row.open, row.cancelled), (1, 0, Some(1)));
    let tree = bedeck::report().tree;
    let after: Vec<&Node> = tree.iter().filter(|node| node.function.ends_with("asyncs::after")).collect();
    assert!(after.iter().all(|node| node.parent.is_none()), "not below a future that is not polled: {after:?}");
    assert_eq!(after.iter().map(|node| node.calls).sum::<u64>(), 2);
}

#[profiled]
async fn wanders() -> u32 {
    let before = work();
    pause().await;
    before + work()
}

#[test]
fn time_goes_to_the_thread_that_polls() {
    let mut future = Box::pin(wanders());
    let poll = |mut future: std::pin::Pin<Box<dyn Future<Output = u32> + Send>>, name: &str| {
        let thread = std::thread::Builder::new().name(name.into());
        let polled = thread.spawn(move || {
            let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            (future, poll)
        });
        polled.unwrap().join().unwrap()
    };
    let (back, first) = poll(future, "here");
    let (_, second) = poll(back, "there");
    assert_eq!((first, second), (Poll::Pending, Poll::Ready(2)));
    let tree = bedeck::report().tree;
    let in_thread = |name: &str| {
        let node = tree.iter().find(|node| node.thread == name && node.function.ends_with("asyncs::wanders"));
        node.map(|node| (node.calls, node.total_ns > 0))
    };
    assert_eq!((in_thread("here"), in_thread("there")), (Some((1, true)), Some((0, true))));
    future = Box::pin(wanders());
    assert_eq!(block_on(future), 2);
}

#[profiled]
fn boxed(n: u32) -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move {
        pause().await;
        n
    })
}

#[profiled(future)]
fn returned() -> impl Future<Output = u32> {
    std::future::ready(3)
}

#[test]
fn returned_futures_are_profiled_over_their_polls() {
    assert_eq!(block_on(boxed(5)) + block_on(returned()), 8);
    assert_eq!((row("asyncs::boxed").polls, row("asyncs::returned").polls), (Some(2), Some(1)));
}
