//! A program whose allocator is a `bedeck::Alloc`: what the process holds, to the byte.
//!
//! One test alone: others, and what starts them, would allocate meanwhile.

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::mpsc::channel;
use std::sync::{Barrier, Mutex};
use std::thread;

#[global_allocator]
static ALLOCATOR: bedeck::Alloc = bedeck::Alloc::SYSTEM;

/// What a thread that is not asked, and has not ended, may keep to itself.
const UNSURE: u64 = 64 * 1024;

/// Bytes that the process holds, and the most that it held.
fn held() -> (u64, u64) {
    let memory = bedeck::report().memory.expect("the program's allocator is an `Alloc`");
    (memory.live_bytes, memory.peak_bytes)
}

fn live() -> u64 {
    held().0
}

/// By how much what is live grows while `work` runs, and what `work` made.
fn growth<R>(work: impl FnOnce() -> R) -> (i64, R) {
    let before = live();
    let result = work();
    (live() as i64 - before as i64, result)
}

#[test]
fn what_the_process_holds() {
    live_bytes_are_those_that_were_asked_for();
    a_vector_that_grows_and_shrinks_holds_its_capacity();
    the_peak_is_kept_to_the_byte_though_it_is_freed_at_once();
    a_report_is_not_in_its_own_figures();
    blocks_that_other_threads_free_are_gone();
    a_thread_that_only_frees_makes_nothing_negative();
    threads_that_ended_left_nothing_out();
    destructors_of_thread_locals_count();
    many_threads_at_once_hold_what_they_hold();
}

fn live_bytes_are_those_that_were_asked_for() {
    let (grown, vector) = growth(|| black_box(Vec::<u64>::with_capacity(1000)));
    assert_eq!(grown, 8000);
    let (grown, boxed) = growth(|| black_box(Box::new([0_u8; 100])));
    assert_eq!(grown, 100);
    let (grown, text) = growth(|| black_box(String::from("twelve bytes")));
    assert_eq!(grown, 12);
    let (grown, zeroed) = growth(|| black_box(vec![0_u8; 5000]));
    assert_eq!(grown, 5000);
    let (grown, ()) = growth(|| drop((vector, boxed, text, zeroed)));
    assert_eq!(grown, -(8000 + 100 + 12 + 5000));
}

fn a_vector_that_grows_and_shrinks_holds_its_capacity() {
    let mut vector = Vec::<u8>::new();
    let (grown, ()) = growth(|| (0..1_000_000).for_each(|n| vector.push(black_box(n as u8))));
    assert_eq!(grown, vector.capacity() as i64);
    let before = vector.capacity() as i64;
    vector.truncate(10);
    let (grown, ()) = growth(|| vector.shrink_to_fit());
    assert_eq!(grown, vector.capacity() as i64 - before);
}

fn the_peak_is_kept_to_the_byte_though_it_is_freed_at_once() {
    let (live, peak) = held();
    let beyond = (peak - live) as usize + 1_000_001;
    drop(black_box(vec![1_u8; beyond]));
    assert_eq!(held(), (live, live + beyond as u64));
    // Small blocks add up between two looks as well.
    let many: Vec<Box<[u8; 1000]>> = (0..beyond / 1000 + 100).map(|_| black_box(Box::new([0; 1000]))).collect();
    let top = live + (many.len() * 1000 + many.capacity() * 8) as u64;
    drop(many);
    assert_eq!(held(), (live, top));
}

fn a_report_is_not_in_its_own_figures() {
    let (live, peak) = held();
    let reports: Vec<String> = (0..10).map(|_| bedeck::report().to_json()).collect();
    drop(reports);
    assert_eq!(held(), (live, peak));
}

fn blocks_that_other_threads_free_are_gone() {
    let (sender, receiver) = channel::<Vec<u8>>();
    let freer = thread::spawn(move || receiver.into_iter().map(|block| block.len()).sum::<usize>());
    let before = live();
    for _ in 0..1000 {
        sender.send(black_box(vec![1; 100_000])).unwrap();
    }
    drop(sender);
    assert_eq!(freer.join().unwrap(), 100_000_000);
    assert!(live().abs_diff(before) < UNSURE, "{} then, {} now", before, live());
}

fn a_thread_that_only_frees_makes_nothing_negative() {
    let blocks: Vec<Vec<u8>> = (0..100).map(|_| black_box(vec![1; 1_000_000])).collect();
    let before = live();
    let (inside, peak) = thread::spawn(move || {
        drop(blocks);
        held()
    })
    .join()
    .unwrap();
    assert!(before - inside > 100_000_000 - UNSURE && before - inside < 100_000_000 + UNSURE);
    assert!(peak >= before - UNSURE && live() <= before - 99_000_000);
}

fn threads_that_ended_left_nothing_out() {
    // Spawning allocates in one thread and frees in another: a thousand times the same rest would be seen.
    let spawn = || thread::spawn(|| drop(black_box(vec![1_u8; 100]))).join().unwrap();
    spawn();
    let (grown, ()) = growth(|| (0..1000).for_each(|_| spawn()));
    assert_eq!(grown, 0);
}

fn destructors_of_thread_locals_count() {
    thread_local! {
        static LATE: RefCell<Late> = const { RefCell::new(Late(None)) };
    }
    struct Late(Option<&'static Mutex<Vec<u8>>>);
    impl Drop for Late {
        fn drop(&mut self) {
            if let Some(kept) = self.0 {
                *kept.lock().unwrap() = black_box(vec![1; 77_777]);
            }
        }
    }
    static KEPT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    let spawn = |kept| thread::spawn(move || LATE.with(|late| late.borrow_mut().0 = kept)).join().unwrap();
    spawn(None);
    let (grown, ()) = growth(|| spawn(Some(&KEPT)));
    assert_eq!(grown, 77_777);
    let (grown, ()) = growth(|| KEPT.lock().unwrap().shrink_to_fit());
    assert_eq!(grown, 0);
    let (grown, ()) = growth(|| drop(std::mem::take(&mut *KEPT.lock().unwrap())));
    assert_eq!(grown, -77_777);
}

fn many_threads_at_once_hold_what_they_hold() {
    const THREADS: usize = 8;
    let before = live();
    let barrier = Barrier::new(THREADS + 1);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                (0..10_000).for_each(|n| drop(black_box(vec![0_u8; n % 5000 + 1])));
                let held: Vec<Vec<u8>> = (0..1000).map(|_| black_box(vec![1; 1000])).collect();
                barrier.wait();
                barrier.wait();
                drop(held);
            });
        }
        barrier.wait();
        let (now, peak) = held();
        let meant = (THREADS * 1000 * (1000 + size_of::<Vec<u8>>())) as u64;
        assert!((now - before).abs_diff(meant) < (THREADS as u64) * UNSURE, "{now} for {meant}");
        assert!(peak >= now);
        barrier.wait();
    });
    assert!(live().abs_diff(before) < UNSURE);
}
