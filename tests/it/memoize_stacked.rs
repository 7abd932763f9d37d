//! `#[memoize]` above and below decorators that measure.

use bedeck::{memoize, profiled, timed};

use crate::rows::{block_on, calls};

#[timed]
#[memoize]
fn timed_outside(n: u64) -> u64 {
    n
}

#[memoize]
#[timed]
fn timed_inside(n: u64) -> u64 {
    n
}

#[timed(name = "stacked::both outside")]
#[profiled]
#[memoize]
fn both_outside(n: u64) -> u64 {
    n
}

#[profiled]
#[memoize]
#[timed]
async fn around(n: u64) -> u64 {
    n
}

struct Cook(u64);

#[timed]
impl Cook {
    #[memoize(key = (self.0, n))]
    fn dish(&self, n: u64) -> u64 {
        self.0 + n
    }

    #[memoize]
    #[profiled]
    fn soup(n: u64) -> u64 {
        n
    }

    fn plain(&self) -> u64 {
        self.0
    }
}

trait Menu {
    #[timed(in_flight)]
    #[memoize]
    fn first(n: u64) -> u64 {
        n
    }
}

impl Menu for Cook {}

#[test]
fn what_stands_above_measures_every_call_and_what_stands_below_every_miss() {
    for n in [1, 1, 1, 2] {
        assert_eq!([timed_outside(n), timed_inside(n), both_outside(n), block_on(around(n))], [n; 4]);
        assert_eq!([Cook(0).dish(n), Cook::soup(n), Cook::first(n), Cook(n).plain()], [n; 4]);
    }
    assert_eq!([calls("memoize_stacked::timed_outside"), calls("memoize_stacked::timed_inside")], [4, 2]);
    assert_eq!([calls("both outside"), calls("stacked::both_outside")], [4, 4]);
    assert_eq!([calls("Cook::dish"), calls("Cook::plain"), calls("Menu::first")], [4, 4, 4]);
    assert_eq!(timed_outside_memo().info().hits, 2);
    assert_eq!([calls("stacked::around"), calls("stacked::around_uncached")], [4, 2]);
    assert_eq!([calls("Cook::soup"), calls("Cook::soup_uncached")], [4, 2]);
}
