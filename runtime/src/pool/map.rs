//! A function over many items: `f_par(&items)`.

use std::sync::{Mutex, PoisonError};
use std::thread::LocalKey;

use super::region::{Done, Region};
use super::source::with;
use super::turn::Turn;

/// What `call` gives for each of the items, in their order.
pub fn map<T: Sync, R: Send>(
    region: &'static Region,
    turn: &'static LocalKey<Turn>,
    items: &[T],
    call: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    map_with(region, turn, items, || (), |(), item| call(item))
}

/// The same with a state that calls of one thread share, one after the other.
pub fn map_with<T: Sync, R: Send, S: Send>(
    region: &'static Region,
    turn: &'static LocalKey<Turn>,
    items: &[T],
    init: impl Fn() -> S + Sync,
    call: impl Fn(&mut S, &T) -> R + Sync,
) -> Vec<R> {
    if region.inline(turn, items.len()) {
        let mut state = init();
        return items.iter().map(|item| call(&mut state, item)).collect();
    }
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let idle = Mutex::new(Vec::new());
    let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    region.run(turn, with(0..items.len(), &mut results[..]), |(indices, results), _| {
        let taken = lock().pop();
        let mut state = taken.unwrap_or_else(&init);
        for (item, result) in items[indices].iter().zip(results) {
            *result = Some(call(&mut state, item));
        }
        lock().push(state);
        Done
    });
    results.into_iter().map(|result| result.expect("every item had its call")).collect()
}
