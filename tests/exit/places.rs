//! Calls in odd places.

use libc::SIGTERM;

use crate::program::{Ended, program, timed_allocator};

#[test]
fn destructors_of_thread_locals() {
    program("thread-locals").run().left_with(0).counted(2 + 3 + 10 * (2 + 3));
    program("first-call-in-destructor").run().left_with(0).counted(3);
}

#[test]
fn an_exit_handler() {
    program("first-call-in-exit-handler").run().left_with(0).counted(1);
}

#[test]
fn destructors_during_a_panic() {
    program("unwinding").run().left_with(0).counted(4);
    program("first-call-while-unwinding").run().left_with(101).counted(3);
}

#[test]
fn first_calls_in_many_threads_at_once() {
    for _ in 0..20 {
        program("first-calls-together").run().left_with(0).counted(16);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn there_is_no_thread_but_for_signals() {
    let threads = |words| program("threads").words(words).run().left_with(0).told("threads");
    assert_eq!(["", "nosignals", "quiet", "off"].map(threads), [2, 1, 1, 1]);
}

#[test]
fn ten_thousand_short_threads_leave_no_memory_behind() {
    let ended = program("short-threads").run().left_with(0).counted(400_000);
    let grown = ended.told("after").saturating_sub(ended.told("before"));
    assert!(grown < 2048, "{grown} KiB more after 9,000 threads more");
}

/// Making the report allocates too: it may count a few more than there were before.
pub(crate) fn allocations_are_complete(ended: &Ended) {
    let (entered, counted) = (ended.told("entered"), ended.calls("timed_allocator::allocate").unwrap());
    assert!(entered <= counted && counted < entered + 2000, "{ended:?}");
    assert!(ended.calls("timed_allocator::free").is_some());
}

#[test]
fn inside_the_global_allocator_with_its_lock_held() {
    allocations_are_complete(&timed_allocator().run().left_with(0));
    allocations_are_complete(&timed_allocator().arg("panic").run().left_with(101));
}

#[test]
fn inside_the_global_allocator_until_a_signal() {
    let mut running = timed_allocator().arg("wait").start();
    running.await_line("ready");
    running.send(SIGTERM);
    allocations_are_complete(&running.end_without_input().died_of(SIGTERM));
}
