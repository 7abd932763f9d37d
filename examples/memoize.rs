//! Results that are not computed twice, and what the report says of them.
//!
//! ```text
//! bedeck  memoize  11.7 ms  pid 18362
//! 98.8 % of the time is in `memoize::work`: 11.6 ms in 1 call
//! the memo on `memoize::fib` saved 1.77 ms: 49.1 % of 159 calls were hits; it holds 9.19 KiB
//!
//! function       calls    total     %     mean      min      p50      p90      p99    p99.9      max  stddev  calls/s
//! memoize::work      1  11.6 ms  98.8  11.6 ms  11.6 ms  11.6 ms  11.6 ms  11.6 ms  11.6 ms  11.6 ms    0 ns     85.4
//!
//! memos
//! function             hits  misses  hit %  entries    memory    saved
//! memoize::fib           78      81   49.1       81  9.19 KiB  1.77 ms
//! memoize::Page::html     2       2   50.0        2  1.47 KiB  2.53 us
//! memoize::rank           2       4   33.3        0  1.95 KiB   330 ns
//!
//! overhead: 1 call x 19 ns = 19 ns, 0.0 % of the run; clock resolution 20 ns
//! ```
use std::num::ParseIntError;
use std::sync::Arc;

use bedeck::{memoize, timed};

/// Each number once, although both calls of each call want it.
#[memoize]
fn fib(n: u64) -> u64 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

/// Looked up by the text and the list as they are: a hit allocates nothing. An `Err` is not kept.
#[memoize(capacity = 1000, ttl = "60s")]
fn rank(text: &str, weights: &[u64]) -> Result<u64, ParseIntError> {
    let number: u64 = text.parse()?;
    Ok(weights.iter().map(|weight| weight * number).sum())
}

struct Page {
    id: u32,
    title: String,
}

impl Page {
    /// What matters is the page's id; the title follows from it.
    #[memoize(key = self.id, max_weight = "1MiB", weight = |html| html.len())]
    fn html(&self) -> Arc<str> {
        format!("<h1>{}</h1>", self.title).into()
    }
}

#[timed]
fn work() {
    assert_eq!(fib(80), 23_416_728_348_467_685);
    for _ in 0..3 {
        assert_eq!(rank("7", &[1, 2, 3]), Ok(42));
        assert!(rank("seven", &[1]).is_err());
    }
    let pages = ["one", "two"].map(str::to_owned).into_iter().zip(1..);
    for page in pages.map(|(title, id)| Page { id, title }) {
        assert_eq!(page.html().len(), 12);
        assert_eq!(Page::html_memo().with((&page,), |html| html.len()), Some(12));
    }
    assert_eq!(rank_memo().peek("7", &[1, 2, 3]), Some(Ok(42)));
    rank_memo().invalidate("7", &[1, 2, 3]);
    assert_eq!(rank_memo().info().entries, 0);
}

fn main() {
    work();
}
