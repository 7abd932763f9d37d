//! Results that are not computed twice, and what the report says of them.
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
