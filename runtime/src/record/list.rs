// unsafe: items are reached through pointers that never dangle.
//! Lists that only ever grow: anybody may add in front, anybody may walk, nothing is ever freed.

use core::sync::atomic::{AtomicPtr, Ordering};

/// Puts `item` in front of a list that only ever grows.
pub(super) fn prepend<T>(list: &AtomicPtr<T>, next: &AtomicPtr<T>, item: *const T) {
    let mut first = list.load(Ordering::Relaxed);
    loop {
        next.store(first, Ordering::Relaxed);
        match list.compare_exchange_weak(first, item.cast_mut(), Ordering::Release, Ordering::Relaxed) {
            Ok(_) => return,
            Err(newer) => first = newer,
        }
    }
}

/// Walks a list that only ever grows.
pub(super) fn walk<T: 'static>(
    list: &AtomicPtr<T>,
    next: fn(&T) -> &AtomicPtr<T>,
) -> impl Iterator<Item = &'static T> + use<T> {
    // SAFETY: items are published complete and never freed.
    let at = |pointer: &AtomicPtr<T>| unsafe { pointer.load(Ordering::Acquire).as_ref::<'static>() };
    core::iter::successors(at(list), move |item| at(next(item)))
}
