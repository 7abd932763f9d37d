//! A global allocator that is decorated, with a lock held around the call: the runtime must not allocate in it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

use bedeck::{profiled, timed};

struct Locked;

static LOCK: AtomicBool = AtomicBool::new(false);
static ENTERED: AtomicU64 = AtomicU64::new(0);

#[timed]
fn allocate(layout: Layout) -> *mut u8 {
    ENTERED.fetch_add(1, SeqCst);
    unsafe { System.alloc(at_least(layout, word())) }
}

/// Line by line.
#[profiled(lines)]
fn at_least(layout: Layout, size: usize) -> Layout {
    let size = layout.size().max(size);
    Layout::from_size_align(size, layout.align()).unwrap_or(layout)
}

/// The first call starts a thread.
#[profiled(lines = "sampled")]
fn word() -> usize {
    let size = size_of::<usize>();
    size.max(1)
}

#[timed]
fn free(at: *mut u8, layout: Layout) {
    unsafe { System.dealloc(at, layout) }
}

fn locked<R>(work: impl FnOnce() -> R) -> R {
    while LOCK.swap(true, SeqCst) {
        std::thread::yield_now();
    }
    let result = work();
    LOCK.store(false, SeqCst);
    result
}

unsafe impl GlobalAlloc for Locked {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        locked(|| allocate(layout))
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        locked(|| free(at, layout))
    }
}

#[global_allocator]
static ALLOCATOR: Locked = Locked;

fn main() {
    let threads: Vec<_> = (0..4)
        .map(|seed| {
            std::thread::spawn(move || {
                (0..2000_u64).map(|i| (i * 7 % 911 + seed, vec![i; 3])).collect::<BTreeMap<_, _>>()
            })
        })
        .collect();
    let sizes: usize = threads.into_iter().map(|thread| thread.join().unwrap().len()).sum();
    assert!(sizes > 3000);
    println!("entered {}", ENTERED.load(SeqCst));
    match std::env::args().nth(1).as_deref() {
        Some("wait") => {
            println!("ready");
            std::thread::sleep(std::time::Duration::from_secs(60));
        }
        Some("panic") => panic!("in main"),
        _ => {}
    }
}
