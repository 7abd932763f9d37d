//! Calls take no memory from the program's allocator: not the first, and not the millionth.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::path::Path;

use bedeck::{memoize, timed};

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

#[memoize]
fn of_borrowed(text: &str, numbers: &[u64], path: &Path) -> usize {
    text.len() + numbers.len() + path.as_os_str().len()
}

#[memoize(capacity = 1000)]
fn of_options(text: Option<&str>, pair: (&str, u8), slices: &[&[u8]]) -> usize {
    text.map_or(0, str::len) + pair.0.len() + usize::from(pair.1) + slices.len()
}

#[memoize(ttl = "1h", idle = "1h")]
fn of_nested(deep: &&str, pairs: &[(&str, Option<&[u8]>)], parts: (u8, u16, bool, char)) -> usize {
    deep.len() + pairs.len() + usize::from(parts.0)
}

#[memoize(thread_local)]
fn here(text: &str) -> usize {
    text.len()
}

#[derive(Default)]
struct Object(bedeck::InstanceMemo);

impl Object {
    #[memoize(instance = 0)]
    fn of_object(&self, text: &str, numbers: &[String]) -> usize {
        text.len() + numbers.len()
    }
}

#[test]
fn a_hit_takes_no_memory() {
    let (object, text, strings) = (Object::default(), "a text of some length".to_owned(), vec![String::new(); 3]);
    let call = || {
        let kept = [
            of_borrowed(&text, &[1, 2, 3], Path::new("some/path")),
            of_options(Some(&text), (&text, 1), &[&[1, 2], &[]]),
            of_nested(&&*text, &[(&text, None), ("", Some(&[1]))], (1, 2, true, 'c')),
            here(&text),
            object.of_object(&text, &strings),
        ];
        assert_eq!(kept, [33, 45, 24, 21, 24]);
    };
    // The second time, the thread's counters of hits are made.
    assert!(taken_by(call) > 0);
    call();
    assert_eq!(taken_by(|| (0..100).for_each(|_| call())), 0);
    assert_eq!(of_borrowed_memo().with((&text, &[1, 2, 3], Path::new("some/path")), |n| *n), Some(33));
    assert_eq!((of_nested_memo().info().misses, object.of_object_memo().info().hits), (1, 101));
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
