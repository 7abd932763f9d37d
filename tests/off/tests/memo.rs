//! Without the feature `record`, `#[memoize]` keeps all the same: `cargo test -p bedeck-off`. Built together with packages that
//! record, this one does, too, and the test holds as well.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bedeck::{InstanceMemo, memoize, timed};

static RUNS: AtomicU64 = AtomicU64::new(0);

#[timed]
#[memoize(capacity = 100, tag = "off")]
fn length(text: &str, more: &[u8]) -> usize {
    RUNS.fetch_add(1, Relaxed);
    text.len() + more.len()
}

#[memoize]
#[timed]
async fn later(n: u64) -> Result<u64, String> {
    RUNS.fetch_add(1, Relaxed);
    n.checked_sub(1).ok_or_else(|| "zero".to_owned())
}

#[derive(Default)]
struct Shape {
    sides: u64,
    memo: InstanceMemo,
}

impl Shape {
    #[memoize(instance = memo, ttl = "60s")]
    fn area(&self, k: u64) -> u64 {
        RUNS.fetch_add(1, Relaxed);
        self.sides * k
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!("nothing waits"),
    }
}

#[test]
fn results_are_kept() {
    let shape = Shape { sides: 3, ..Shape::default() };
    for _ in 0..3 {
        assert_eq!((length("ab", &[1]), ready(later(4)), shape.area(2)), (3, Ok(3), 6));
    }
    assert_eq!(RUNS.load(Relaxed), 3);
    let info = length_memo().info();
    assert_eq!((info.hits, info.misses, info.entries), (2, 1, 1));
    assert_eq!((ready(later_memo().refresh(4)), RUNS.load(Relaxed), bedeck::memos().len()), (Ok(3), 4, 3));
    bedeck::reset();
    assert_eq!((length_memo().info().hits, length_memo().info().entries, bedeck::invalidate_tag("off")), (0, 1, 1));
    assert_eq!((length("ab", &[1]), RUNS.load(Relaxed), length_memo().info().misses), (3, 5, 1));
}
