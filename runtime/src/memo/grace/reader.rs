// unsafe: counters behind a pointer that only their thread replaces.
//! A thread's record: whether it reads a table now, and how often it found what it looked for, by table.
//!
//! Records are never freed. One whose thread has ended serves the next thread, with all its counts.
//!
//! A read passes a barrier of its own behind the mark, until its thread has seen that [`barrier::reaches_all`] and has passed one
//! more. Somebody who takes out and sees, behind a barrier, that it does not reach all yet, has none pass in other threads.
//! That is enough: who reads without a barrier passed one later than that, and finds what was taken out no more.

use core::cell::Cell;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering, compiler_fence, fence};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::barrier;

/// One thread's record, on cache lines of its own.
#[derive(Debug)]
#[repr(align(128))]
pub(in crate::memo) struct Reader {
    /// Not 0 while the thread reads.
    busy: AtomicUsize,
    /// Hits, by the number of the table. Only the owner replaces the array, under [`RECORDS`].
    hits: AtomicPtr<AtomicU64>,
    len: AtomicUsize,
    owned: AtomicBool,
}

/// All records.
static RECORDS: Mutex<Vec<&'static Reader>> = Mutex::new(Vec::new());

fn records() -> MutexGuard<'static, Vec<&'static Reader>> {
    RECORDS.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// This thread's record, for reads that leave the barrier to others; none where that cannot be.
    static CURRENT: Cell<Option<&'static Reader>> = const { Cell::new(None) };
    /// This thread's record.
    static OWN: Cell<Option<&'static Reader>> = const { Cell::new(None) };
    /// Reads of this thread with barriers of their own.
    static FENCED: Cell<u32> = const { Cell::new(0) };
    /// Gives the record up when the thread ends.
    static LEAVE: Leave = const { Leave };
}

struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        retire();
    }
}

fn retire() {
    CURRENT.set(None);
    if let Some(own) = OWN.take() {
        own.owned.store(false, Ordering::Release);
    }
}

/// The record of a thread that leaves the barrier to others.
#[inline(always)]
pub(in crate::memo) fn current() -> Option<&'static Reader> {
    CURRENT.get()
}

/// A read: what is found during it stays.
#[derive(Debug)]
pub(in crate::memo) struct Reading {
    reader: &'static Reader,
    /// Not 0 when it is part of another read of this thread.
    outer: usize,
    /// The thread's locals are already gone, and the record is lent for this read alone.
    lent: bool,
}

/// Begins a read.
#[inline(always)]
pub(in crate::memo) fn read() -> Reading {
    match current() {
        Some(reader) => Reading { reader, outer: reader.enter(), lent: false },
        None => read_otherwise(),
    }
}

/// The first read of a thread, and every read where no barrier reaches all threads.
#[cold]
#[inline(never)]
fn read_otherwise() -> Reading {
    let (reader, lent) = OWN.get().map_or_else(enroll, |reader| (reader, false));
    if !lent {
        rely_on_others();
    }
    let outer = reader.enter();
    if current().is_none() {
        fence_read();
    }
    Reading { reader, outer, lent }
}

/// Gives this thread a record; whether it is lent.
fn enroll() -> (&'static Reader, bool) {
    barrier::ask();
    let reader = claim();
    OWN.set(Some(reader));
    (reader, LEAVE.try_with(|_| ()).is_err())
}

impl Reading {
    /// Counts a hit of this thread in the table of that number.
    #[inline(always)]
    pub(in crate::memo) fn hit(&self, table: usize) {
        self.reader.hit(table);
    }
}

impl Drop for Reading {
    #[inline(always)]
    fn drop(&mut self) {
        self.reader.busy.store(self.outer, Ordering::Release);
        if self.lent {
            retire();
        }
    }
}

/// From here on this thread leaves the barrier to others, if it may.
fn rely_on_others() {
    if barrier::reaches_all() {
        fence(Ordering::SeqCst);
        CURRENT.set(OWN.get());
    }
}

/// A read of this thread needs a barrier of its own.
#[cold]
fn fence_read() {
    fence(Ordering::SeqCst);
    let fenced = FENCED.get().wrapping_add(1);
    FENCED.set(fenced);
    if fenced == barrier::ENOUGH {
        barrier::ask_aside();
    }
}

fn claim() -> &'static Reader {
    let mut records = records();
    let free = |reader: &&&'static Reader| {
        reader.owned.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    };
    if let Some(reader) = records.iter().find(free) {
        return reader;
    }
    let reader: &'static Reader = Box::leak(Box::new(Reader {
        busy: AtomicUsize::new(0),
        hits: AtomicPtr::new(null_mut()),
        len: AtomicUsize::new(0),
        owned: AtomicBool::new(true),
    }));
    records.push(reader);
    reader
}

impl Reader {
    /// Marks that this thread reads. What the mark was before.
    #[inline(always)]
    fn enter(&self) -> usize {
        let outer = self.busy.load(Ordering::Relaxed);
        self.busy.store(1, Ordering::Relaxed);
        compiler_fence(Ordering::SeqCst);
        outer
    }

    /// Whether the thread reads. What it read before is done, if not.
    pub(in crate::memo) fn is_busy(&self) -> bool {
        self.busy.load(Ordering::Acquire) != 0
    }

    /// Counts a hit of this thread in the table of that number.
    #[inline(always)]
    fn hit(&self, table: usize) {
        if table < self.len.load(Ordering::Relaxed) {
            // SAFETY: the array has `len` counters; only this thread replaces it.
            let count = unsafe { &*self.hits.load(Ordering::Relaxed).add(table) };
            count.store(count.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        } else {
            self.hit_beyond(table);
        }
    }

    /// The first hit in a table whose number is too high for the array.
    #[cold]
    #[inline(never)]
    fn hit_beyond(&self, table: usize) {
        let records = records();
        let old = self.take_hits();
        let len = (table + 1).next_power_of_two().max(16);
        let mut hits: Vec<AtomicU64> = old.into_vec();
        hits.resize_with(len, || AtomicU64::new(0));
        *hits[table].get_mut() += 1;
        self.hits.store(Box::into_raw(hits.into_boxed_slice()).cast(), Ordering::Relaxed);
        self.len.store(len, Ordering::Relaxed);
        drop(records);
    }

    /// The array, which the caller must replace before it lets go of [`RECORDS`].
    fn take_hits(&self) -> Box<[AtomicU64]> {
        let len = self.len.swap(0, Ordering::Relaxed);
        let hits = self.hits.swap(null_mut(), Ordering::Relaxed);
        if hits.is_null() {
            return Box::default();
        }
        // SAFETY: `hits` came from a box of `len` counters; others follow it under `RECORDS` only, which the caller holds.
        unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(hits, len)) }
    }
}

/// The hits of all threads in the table of that number.
pub(in crate::memo) fn hits_of(table: usize) -> u64 {
    let of = |reader: &&'static Reader| {
        let (hits, len) = (reader.hits.load(Ordering::Relaxed), reader.len.load(Ordering::Relaxed));
        // SAFETY: the array has `len` counters, and is not replaced while `RECORDS` is held.
        if table < len { unsafe { &*hits.add(table) }.load(Ordering::Relaxed) } else { 0 }
    };
    records().iter().map(of).sum()
}

/// The threads that may still see what was taken out before this call; `None` when that cannot be told.
pub(in crate::memo) fn busy_readers() -> Option<Vec<&'static Reader>> {
    let records = records().clone();
    barrier::everywhere().then(|| records.into_iter().filter(|reader| reader.is_busy()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nest_and_end() {
        let outer = read();
        drop(read());
        assert!(outer.reader.is_busy());
        assert!(busy_readers().unwrap().iter().any(|busy| std::ptr::eq(*busy, outer.reader)));
        let reader = outer.reader;
        drop(outer);
        assert!(!reader.is_busy());
    }

    /// The tests run in threads, so that the barrier of all threads is asked for only now.
    #[cfg(all(target_os = "linux", not(miri)))]
    #[test]
    fn a_thread_that_reads_often_leaves_the_barrier_to_others() {
        const QUERY: libc::c_int = 0;
        // SAFETY: membarrier takes three integers and touches no memory of ours.
        let known = unsafe { libc::syscall(libc::SYS_membarrier, QUERY, 0, 0) };
        let can_be = known > 0 && known & 1 << 3 != 0;
        let begin = std::time::Instant::now();
        while current().is_none() && begin.elapsed() < std::time::Duration::from_secs(if can_be { 20 } else { 1 }) {
            (0..=barrier::ENOUGH).for_each(|_| drop(read()));
            std::thread::yield_now();
        }
        assert_eq!(current().is_some(), can_be);
        assert!(current().is_none_or(|own| core::ptr::eq(own, read().reader)));
    }

    #[test]
    fn hits_outlive_their_thread() {
        const TABLE: usize = 1 << 12;
        for _ in 0..3 {
            std::thread::spawn(|| {
                read().hit(TABLE);
                read().hit(TABLE);
            })
            .join()
            .unwrap();
        }
        assert_eq!(hits_of(TABLE), 6);
    }

    #[test]
    fn a_record_serves_the_next_thread() {
        let record = |_| std::thread::spawn(|| core::ptr::from_ref(read().reader).addr()).join().unwrap();
        let records: std::collections::HashSet<usize> = (0..100).map(record).collect();
        assert!(records.len() < 50, "{} records for threads that ran one after the other", records.len());
    }
}
