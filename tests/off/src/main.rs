//! Decorated functions without the feature `record`: they work, and nothing is reported.

use bedeck::timed;

struct Held(u64);

#[timed]
impl Held {
    fn get(&self) -> u64 {
        bedeck::timed_block!("block", { self.0 })
    }

    #[timed(skip)]
    fn left_out(&self) -> u64 {
        self.0
    }
}

#[timed(outcome)]
fn seen() -> Option<u64> {
    Some(1)
}

fn main() {
    assert_eq!((Held(1).get(), Held(2).left_out(), seen()), (1, 2, Some(1)));
    assert!(bedeck::report().functions.is_empty());
}
