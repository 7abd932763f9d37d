//! Calls take no memory from the program's allocator: not the first, and not the millionth.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use bedeck::timed;

struct Counting;

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: everything is handed to `System` as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.with(|taken| taken.set(taken.get() + 1));
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn taken_by(work: impl FnOnce()) -> u64 {
    let before = TAKEN.with(Cell::get);
    work();
    TAKEN.with(Cell::get) - before
}

#[timed]
fn plain(n: u64) -> u64 {
    black_box(n) + 1
}

#[timed(sample = 64)]
fn sampled(n: u64) -> u64 {
    black_box(n) + 1
}

#[timed(cpu, in_flight, outcome, log_over = "1h")]
fn full(n: u64) -> Option<u64> {
    black_box(n).checked_add(1)
}

#[timed]
fn recursive(n: u64) -> u64 {
    if n == 0 { 0 } else { recursive(n - 1) + 1 }
}

fn call_all(times: u64) {
    for n in 0..times {
        black_box((plain(n), sampled(n), full(n)));
    }
    recursive(times.min(1_000));
}

#[test]
fn a_call_takes_no_memory_of_the_programs() {
    assert_eq!(taken_by(|| drop(black_box(Box::new(1)))), 1, "the allocator counts");
    assert_eq!(taken_by(|| call_all(31)), 0);
    assert_eq!(taken_by(|| call_all(100_000)), 0);
    for _ in 0..10 {
        let calls = || (taken_by(|| call_all(31)), taken_by(|| call_all(1_000)));
        assert_eq!(std::thread::spawn(calls).join().unwrap(), (0, 0));
    }
    let rows = bedeck::report().functions;
    let calls = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.calls);
    assert_eq!(calls("memory::plain"), Some(31 + 100_000 + 10 * 1_031));
    assert_eq!(calls("memory::recursive"), Some(32 + 1_001 + 10 * (32 + 1_001)));
}
