//! The hand-overs between threads, over every interleaving and every reordering that the memory model allows.
//!
//! The modules are the runtime's own, with the model checker's atomics in place of the processor's.

#[path = "../src/record/claim.rs"]
mod claim;
#[path = "../src/record/sequence.rs"]
mod sequence;

mod sync {
    pub(super) use loom::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
}

use loom::sync::Arc;
use loom::thread;
use sync::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// A thread that adds to the record it owns, as a shard's owner does: no read-modify-write, only loads and stores.
fn add(count: &AtomicU64, by: u64) {
    count.store(count.load(Relaxed) + by, Relaxed);
}

#[test]
fn a_dying_threads_counts_pass_to_the_next_owner() {
    loom::model(|| {
        let record = Arc::new((claim::Claim::of(AtomicBool::new(true)), AtomicU64::new(0)));
        let dying = thread::spawn({
            let record = Arc::clone(&record);
            move || {
                add(&record.1, 1);
                add(&record.1, 1);
                record.0.release();
            }
        });
        let claimants: Vec<_> = (0..2)
            .map(|_| {
                let record = Arc::clone(&record);
                thread::spawn(move || {
                    let taken = record.0.take();
                    if taken {
                        assert!(record.1.load(Relaxed) >= 2, "the new owner must see what the old one wrote");
                        add(&record.1, 10);
                        record.0.release();
                    }
                    u64::from(taken)
                })
            })
            .collect();
        dying.join().unwrap();
        let taken: u64 = claimants.into_iter().map(|claimant| claimant.join().unwrap()).sum();
        assert_eq!(record.1.load(Relaxed), 2 + 10 * taken, "nothing is lost and nothing counted twice");
    });
}

#[test]
fn a_reader_never_takes_a_torn_cut_for_a_whole_one() {
    loom::model(|| {
        let sequence = sequence::Sequence::of(AtomicU64::new(0), AtomicU64::new(0));
        let shared = Arc::new((sequence, AtomicU64::new(0), AtomicU64::new(0)));
        let writer = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for _ in 0..2 {
                    shared.0.change(|| {
                        add(&shared.1, 1);
                        add(&shared.2, 1);
                    });
                }
            }
        });
        let cut = shared.0.read(|| (shared.1.load(Relaxed), shared.2.load(Relaxed)));
        if let Some((calls, total)) = cut {
            assert_eq!(calls, total);
        }
        writer.join().unwrap();
        assert_eq!(shared.0.read(|| shared.1.load(Relaxed)), Some(2), "an undisturbed reader succeeds");
    });
}

#[test]
fn a_ring_entry_is_whole_before_it_is_counted_and_stays_until_it_is_folded() {
    const RING: u64 = 2;
    loom::model(|| {
        let sequence = sequence::Sequence::of(AtomicU64::new(0), AtomicU64::new(0));
        let ring = [AtomicU64::new(0), AtomicU64::new(0)];
        // head, tail, sum
        let shared = Arc::new((sequence, ring, AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0)));
        let writer = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                let (sequence, ring, head, tail, sum) = &*shared;
                for call in 0..3_u64 {
                    if call == RING {
                        sequence.change(|| {
                            add(sum, ring[0].load(Relaxed) + ring[1].load(Relaxed));
                            tail.store(RING, Relaxed);
                        });
                    }
                    ring[(call % RING) as usize].store(10 + call, Relaxed);
                    head.store(call + 1, sync::Ordering::Release);
                }
            }
        });
        let (sequence, ring, head, tail, sum) = &*shared;
        let cut = sequence.read(|| {
            let head = head.load(sync::Ordering::Acquire);
            let pending = tail.load(Relaxed)..head;
            (head, sum.load(Relaxed) + pending.map(|call| ring[(call % RING) as usize].load(Relaxed)).sum::<u64>())
        });
        if let Some((calls, total)) = cut {
            assert_eq!(total, (0..calls).map(|call| 10 + call).sum::<u64>(), "{calls} calls");
        }
        writer.join().unwrap();
    });
}

/// Line clocks have no sequence lock: all that was charged adds up to the last reading, and nothing that was charged shrinks.
#[test]
fn a_line_clocks_reader_tells_a_torn_cut_by_its_sum() {
    loom::model(|| {
        let shared = Arc::new(([AtomicU64::new(0), AtomicU64::new(0)], AtomicU64::new(0)));
        let writer = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                let (cells, last) = &*shared;
                for (current, now) in [(0_usize, 3), (1, 8), (0, 9)] {
                    add(&cells[current], now - last.load(Relaxed));
                    last.store(now, sync::Ordering::Release);
                }
            }
        });
        let (cells, last) = &*shared;
        let now = last.load(sync::Ordering::Acquire);
        let cut = [cells[0].load(Relaxed), cells[1].load(Relaxed)];
        if cut[0] + cut[1] == now {
            let whole = [(0, [0, 0]), (3, [3, 0]), (8, [3, 5]), (9, [4, 5])];
            assert!(whole.contains(&(now, cut)), "{now} {cut:?}");
        }
        writer.join().unwrap();
    });
}
