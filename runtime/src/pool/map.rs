//! A function called for every item of a slice, on all cores: the engine of `#[parallel(map)]`.

use std::sync::{Mutex, PoisonError};
use std::thread::LocalKey;

use super::region::{Done, Region, Shape};
use super::source::{source, with};
use super::turn::Turn;

/// What `call` returns for each item, in their order.
pub fn map<'a, T: Sync, R: Send>(
    region: &'static Region,
    turn: &'static LocalKey<Turn>,
    items: &'a [T],
    call: impl Fn(&'a T) -> R + Sync,
) -> Vec<R> {
    map_with(region, turn, items, || (), |(), item| call(item))
}

/// The same with a state that a thread keeps from one item to the next; there are no more of them than threads at work.
pub fn map_with<'a, S: Send, T: Sync, R: Send>(
    region: &'static Region,
    turn: &'static LocalKey<Turn>,
    items: &'a [T],
    init: impl Fn() -> S + Sync,
    call: impl Fn(&mut S, &'a T) -> R + Sync,
) -> Vec<R> {
    if region.inline(turn, items.len()) {
        let mut state = init();
        return items.iter().map(|item| call(&mut state, item)).collect();
    }
    region.take_shape(Shape::Map);
    let idle: Mutex<Vec<S>> = Mutex::new(Vec::new());
    let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let cut = with(source(0..items.len()), &mut results[..]);
    region.run(turn, cut, |(indices, results), _| {
        // Taken before `init` runs, which is the user's.
        let kept = lock().pop();
        let mut state = kept.unwrap_or_else(&init);
        for (item, result) in items[indices].iter().zip(results) {
            *result = Some(call(&mut state, item));
        }
        lock().push(state);
        Done
    });
    results.into_iter().map(|result| result.expect("a region that ends has run every item")).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::site::Origin;

    std::thread_local! { static TURN: Turn = const { Turn::new() } }

    #[test]
    fn results_have_the_order_of_the_items() {
        enum Here {}
        static REGION: Region = Region::new(Origin.site::<Here>());
        for n in [0, 1, 10, 1000] {
            let items: Vec<usize> = (0..n).collect();
            let expected: Vec<String> = items.iter().map(usize::to_string).collect();
            for _ in 0..20 {
                assert_eq!(map(&REGION, &TURN, &items, usize::to_string), expected);
            }
        }
    }

    #[test]
    fn states_are_made_once_a_thread() {
        enum Here {}
        static REGION: Region = Region::new(Origin.site::<Here>()).chunk(1);
        let made = AtomicUsize::new(0);
        let init = || made.fetch_add(1, Ordering::Relaxed);
        let items = [1_u64; 200];
        let doubled = map_with(&REGION, &TURN, &items, init, |_, item| {
            std::thread::sleep(std::time::Duration::from_micros(50));
            item * 2
        });
        assert_eq!(doubled, [2; 200]);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        assert!((1..=threads).contains(&made.load(Ordering::Relaxed)), "{made:?} of {threads}");
    }

    #[test]
    fn a_panic_of_an_item_travels() {
        enum Here {}
        static REGION: Region = Region::new(Origin.site::<Here>());
        let items: Vec<usize> = (0..1000).collect();
        let run = || map(&REGION, &TURN, &items, |item| assert!(*item != 500, "item {item}"));
        for _ in 0..5 {
            let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
            assert_eq!(panic.downcast_ref::<String>().map(String::as_str), Some("item 500"));
        }
    }
}
