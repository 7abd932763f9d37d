//! `#[profiled(memory)]` in a program whose allocator is a `bedeck::Alloc`.

use std::future::poll_fn;
use std::hint::black_box;
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use bedeck::{Function, Node, profiled};

#[global_allocator]
static ALLOCATOR: bedeck::Alloc = bedeck::Alloc::SYSTEM;

fn block(bytes: usize) -> Vec<u8> {
    black_box(Vec::with_capacity(bytes))
}

/// The row of a function of this test.
fn row(name: &str) -> Function {
    let rows = bedeck::report().functions;
    rows.into_iter().find(|row| row.name == format!("profiled_memory::{name}")).expect("a function that was called")
}

/// Bytes and count of allocations, bytes and count of frees, own bytes, peak.
fn figures(name: &str) -> [Option<u64>; 6] {
    let row = row(name);
    [row.alloc_bytes, row.alloc_count, row.free_bytes, row.free_count, row.self_alloc_bytes, row.peak_bytes]
}

/// The nodes of a function, callers before callees: bytes here and below, bytes here.
fn nodes(name: &str) -> Vec<(Option<u64>, Option<u64>)> {
    let own = |node: &Node| node.function == format!("profiled_memory::{name}");
    bedeck::report()
        .tree
        .iter()
        .filter(|node| own(node))
        .map(|node| (node.alloc_bytes, node.self_alloc_bytes))
        .collect()
}

#[test]
fn callees_are_in_the_sum_and_not_in_the_functions_own() {
    #[profiled(memory)]
    fn outer() {
        let held = block(1000);
        for _ in 0..3 {
            inner();
        }
        without();
        drop(held);
    }
    #[profiled(memory)]
    fn inner() {
        drop((block(100), block(50)));
    }
    // Not measured: part of whoever calls it.
    #[profiled]
    fn without() {
        drop(block(7));
        inner();
    }
    outer();
    outer();
    let calls = "callees_are_in_the_sum_and_not_in_the_functions_own";
    let of = |name: &str| figures(&format!("{calls}::{name}"));
    assert_eq!(of("outer"), [3214, 20, 3214, 20, 2014, 1150].map(Some));
    assert_eq!(of("inner"), [1200, 16, 1200, 16, 1200, 150].map(Some));
    assert_eq!(of("without"), [None; 6]);
    assert_eq!(nodes(&format!("{calls}::outer")), [(Some(3214), Some(2014))]);
    assert_eq!(nodes(&format!("{calls}::without")), [(None, None)]);
    let mut inner = nodes(&format!("{calls}::inner"));
    inner.sort();
    assert_eq!(inner, [(Some(300), Some(300)), (Some(900), Some(900))]);
}

#[profiled(memory)]
fn growing(sizes: &[usize]) -> Vec<u8> {
    let mut vector = block(sizes[0]);
    for size in &sizes[1..] {
        vector.reserve_exact(*size);
        vector.shrink_to(*size);
    }
    vector
}

#[test]
fn a_block_that_moves_is_an_allocation_and_a_free() {
    let kept = growing(&[100, 400, 250]);
    assert_eq!(kept.capacity(), 250);
    assert_eq!(figures("growing"), [100 + 400 + 250, 3, 100 + 400, 2, 750, 400].map(Some));
}

#[profiled(memory)]
fn deep(levels: u64) -> u64 {
    let held = block(10);
    let deeper = if levels == 0 { 0 } else { deep(levels - 1) };
    held.capacity() as u64 + deeper
}

#[profiled(memory)]
fn there(levels: u64) -> u64 {
    let held = block(3);
    (if levels == 0 { 0 } else { back(levels - 1) }) + held.capacity() as u64
}

#[profiled(memory)]
fn back(levels: u64) -> u64 {
    let held = block(4);
    (if levels == 0 { 0 } else { there(levels - 1) }) + held.capacity() as u64
}

#[test]
fn recursion_counts_once() {
    assert_eq!(deep(9), 100);
    assert_eq!(figures("deep"), [100, 10, 100, 10, 100, 100].map(Some));
    // More levels than the tree keeps apart.
    assert_eq!(deep(1999), 20_000);
    assert_eq!(figures("deep"), [20_100, 2010, 20_100, 2010, 20_100, 20_000].map(Some));
    there(1999);
    assert_eq!(figures("there"), [7000, 2000, 7000, 2000, 3000, 7000].map(Some));
    assert_eq!(figures("back"), [6997, 1999, 6997, 1999, 4000, 6997].map(Some));
}

#[profiled(memory)]
fn thrown(bytes: usize) -> usize {
    let held = block(bytes);
    let inner = panicking(bytes);
    held.capacity() + inner
}

#[profiled(memory)]
fn panicking(bytes: usize) -> usize {
    let held = block(bytes / 2);
    if held.capacity() == 500 {
        std::panic::resume_unwind(Box::new(()));
    }
    held.capacity()
}

#[test]
fn a_panic_ends_the_calls_it_leaves() {
    assert!(catch_unwind(|| thrown(1000)).is_err());
    let (outer, inner) = (row("thrown"), row("panicking"));
    assert_eq!((outer.panics, inner.panics), (1, 1));
    assert_eq!((outer.free_bytes, inner.free_bytes), (Some(1500), Some(500)));
    // The exception itself is an allocation of the panic's.
    let exception = inner.alloc_bytes.unwrap() - 500;
    assert!(exception > 0 && exception < 200);
    assert_eq!((outer.alloc_bytes, outer.self_alloc_bytes), (Some(1500 + exception), Some(1000)));
    assert_eq!(thrown(10), 15);
    assert_eq!(row("thrown").self_alloc_bytes, Some(1010));
    assert_eq!(row("panicking").self_alloc_bytes, Some(505 + exception));
}

#[profiled(memory)]
fn consume(blocks: Vec<Vec<u8>>) -> usize {
    let count = blocks.len();
    drop(blocks);
    drop(block(64));
    count
}

#[test]
fn to_free_what_another_thread_made_is_a_free_and_never_negative() {
    let blocks: Vec<Vec<u8>> = (0..10).map(|_| block(1000)).collect();
    let own = blocks.capacity() * size_of::<Vec<u8>>();
    assert_eq!(thread::spawn(|| consume(blocks)).join().unwrap(), 10);
    let freed = 10_000 + own as u64 + 64;
    assert_eq!(figures("consume"), [64, 1, freed, 12, 64, 0].map(Some));
}

/// Ready at the second poll.
async fn yields() {
    let mut polled = false;
    poll_fn(|_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

#[profiled(memory)]
async fn fetch(bytes: usize) -> usize {
    let kept = block(bytes);
    yields().await;
    let more = block(50);
    helper().await;
    drop(more);
    yields().await;
    kept.capacity() + block(5).capacity()
}

#[profiled(memory)]
async fn helper() {
    let held = block(20);
    yields().await;
    drop(held);
}

/// Polls to the end, each time in another thread, with blocks of the thread's own in between.
fn run(future: impl Future<Output = usize> + Send) -> usize {
    let mut future = pin!(future);
    loop {
        let poll = || future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let poll = thread::scope(|scope| scope.spawn(poll).join().unwrap());
        drop(block(1_000_000));
        if let Poll::Ready(output) = poll {
            return output;
        }
    }
}

#[test]
fn async_calls_have_what_their_polls_asked_for() {
    assert_eq!(run(fetch(1000)), 1005);
    // 1000 held from poll to poll, 50 and 20 above it.
    assert_eq!(figures("fetch"), [1075, 4, 1075, 4, 1055, 1070].map(Some));
    assert_eq!(figures("helper"), [20, 1, 20, 1, 20, 20].map(Some));
    assert_eq!(row("fetch").polls, Some(4));
}

#[profiled(memory)]
async fn abandoned() {
    let held = block(300);
    yields().await;
    drop(held);
}

#[test]
fn what_an_abandoned_future_held_is_freed_by_who_drops_it() {
    #[profiled(memory)]
    fn dropping() {
        let mut future = Box::pin(abandoned());
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    dropping();
    assert_eq!(figures("abandoned"), [300, 1, 0, 0, 300, 300].map(Some));
    let caller = row("what_an_abandoned_future_held_is_freed_by_who_drops_it::dropping");
    assert_eq!((caller.alloc_count, caller.free_count), (Some(2), Some(2)));
    assert_eq!(caller.alloc_bytes, caller.free_bytes);
    assert_eq!(caller.self_alloc_bytes.unwrap() + 300, caller.alloc_bytes.unwrap());
}

struct Store(Vec<Vec<u8>>);

#[profiled(memory)]
impl Store {
    fn put(&mut self, bytes: usize) {
        self.0.push(block(bytes));
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

#[test]
fn methods_and_many_threads() {
    let fill = || {
        let mut store = Store(Vec::with_capacity(100));
        (0..100).for_each(|n| store.put(n + 1));
        store.clear();
    };
    thread::scope(|scope| {
        (0..4).for_each(|_| drop(scope.spawn(fill)));
    });
    assert_eq!(figures("Store::put"), [4 * 5050, 400, 0, 0, 4 * 5050, 100].map(Some));
    assert_eq!(figures("Store::clear"), [0, 0, 4 * 5050, 400, 0, 0].map(Some));
}

#[test]
fn what_did_not_end_has_no_figures() {
    #[profiled(memory)]
    fn open() -> [Option<u64>; 6] {
        drop(block(10));
        figures("what_did_not_end_has_no_figures::open")
    }
    assert_eq!(open(), [None; 6]);
    assert_eq!(row("what_did_not_end_has_no_figures::open").free_count.map(|count| count > 0), Some(true));
}

#[test]
fn the_report_has_figures_and_no_excuse() {
    #[profiled(memory)]
    fn asked() -> Vec<u8> {
        block(1)
    }
    drop(asked());
    let report = bedeck::report();
    assert!(report.memory.is_some_and(|memory| memory.live_bytes > 0 && memory.peak_bytes >= memory.live_bytes));
    assert!(!report.remarks.iter().any(|remark| remark.contains("global_allocator")), "{:?}", report.remarks);
}

#[test]
fn what_is_allocated_is_charged_to_lines_too() {
    #[profiled(lines, memory)]
    fn planted(rounds: usize) -> usize {
        let held = block(1000);
        let mut sum = held.capacity();
        for round in 0..rounds {
            sum += block(round * 10).capacity();
            let text: Vec<usize> = (0..round)
                .map(|n| {
                    let inner = block(7);
                    inner.capacity() + n
                })
                .collect();
            sum += text.len();
        }
        sum
    }
    planted(4);
    let lines = bedeck::report().lines;
    let on = |text: &str| {
        let line = lines.iter().find(|line| {
            line.function.ends_with("planted") && line.source.as_ref().is_some_and(|source| source.contains(text))
        });
        line.expect("a line of the function").alloc_bytes
    };
    assert_eq!(on("block(1000)"), Some(1000));
    assert_eq!(on("block(round * 10)"), Some(10 + 20 + 30));
    assert_eq!(on("block(7)"), Some(7 * (1 + 2 + 3)));
    assert_eq!(on("let text"), Some(size_of::<usize>() as u64 * (1 + 2 + 3)));
    assert_eq!((on("sum += text.len()"), on("for round in")), (Some(0), Some(0)));
}
