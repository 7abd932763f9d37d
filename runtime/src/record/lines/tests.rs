// unsafe: gives shards a histogram.
//! Both versions of the lines leave the same behind.

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::{instructions, portable};
use crate::record::guard::enter;
use crate::record::histogram::BUCKETS;
use crate::record::shard::{RING, Shard, mark};
use crate::record::thread::local;
use crate::site::Site;

/// A shard of its own, with or without a histogram.
struct Twin {
    shard: Shard,
    buckets: Vec<AtomicU64>,
}

impl Twin {
    fn new(born: u64, histogram: bool) -> Twin {
        let twin = Twin { shard: Shard::new(), buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect() };
        twin.shard.born.store(born, Relaxed);
        if histogram {
            twin.shard.buckets.store(twin.buckets.as_ptr().cast_mut(), Relaxed);
        }
        twin
    }

    fn state(&self) -> Vec<u64> {
        let s = &self.shard;
        let fields = [&s.entered, &s.head, &s.tail, &s.total, &s.sum, &s.squares, &s.not_min, &s.max];
        fields.into_iter().chain(&s.ring).chain(&self.buckets).map(|field| field.load(Relaxed)).collect()
    }
}

/// Marsaglia's xorshift, with all magnitudes equally likely.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state >> (*state % 64)
}

#[test]
fn instructions_and_plain_rust_record_the_same() {
    let mut seed = 0x9E37_79B9_7F4A_7C15;
    for round in 0..200 {
        let born = random(&mut seed);
        let twins = [Twin::new(born, round % 4 != 0), Twin::new(born, round % 4 != 0)];
        for call in 0..RING - 1 {
            let began = born.wrapping_add(random(&mut seed) % 1000);
            let now = if call % 7 == 0 { began.saturating_sub(call) } else { began.saturating_add(random(&mut seed)) };
            let ending = [0, 0, mark::OK, mark::ERR, mark::PANICKED][(random(&mut seed) % 5) as usize];
            for twin in &twins {
                twin.shard.entered.fetch_add(1 + call % 3, Relaxed);
            }
            let waiting = [
                instructions::end(&twins[0].shard, began, now, ending),
                portable::end(&twins[1].shard, began, now, ending),
            ];
            assert_eq!(waiting[0], waiting[1]);
            assert_eq!(twins[0].state(), twins[1].state(), "round {round}, call {call}: {began} to {now}");
        }
        let head = twins[0].shard.head.load(Relaxed);
        let marks = [instructions::fold(&twins[0].shard, 0, head), portable::fold(&twins[1].shard, 0, head)];
        assert_eq!(marks[0], marks[1]);
        assert_eq!(twins[0].state(), twins[1].state(), "round {round}");
    }
}

#[test]
fn an_end_tells_how_many_wait() {
    for end in [instructions::end, portable::end] {
        let twin = Twin::new(5, true);
        twin.shard.entered.store(RING, Relaxed);
        assert_eq!(end(&twin.shard, 5, 6, 0), 0, "a call that began before the shard was emptied");
        assert!((1..=RING).all(|waiting| end(&twin.shard, 6, 7, 0) == waiting));
    }
}

#[test]
fn one_at_a_time_folds_as_all_together() {
    let twins = [Twin::new(0, true), Twin::new(0, true)];
    let mut seed = 0xD1B5_4A32_D192_ED03;
    for _ in 0..10 * RING {
        let (began, took) = (1 + random(&mut seed) % 1000, random(&mut seed) & mark::TICKS);
        for twin in &twins {
            twin.shard.entered.fetch_add(1 + began % 2, Relaxed);
            assert_eq!(portable::end(&twin.shard, began, began.saturating_add(took), 0), 1);
        }
        assert!(portable::fold_one(&twins[0].shard));
        let head = twins[1].shard.head.load(Relaxed);
        portable::fold(&twins[1].shard, head - 1, head);
        twins[1].shard.tail.store(head, Relaxed);
        assert_eq!(twins[0].state(), twins[1].state());
    }
}

#[test]
fn one_at_a_time_is_for_what_is_plain() {
    for (histogram, ending, expected) in [(true, 0, true), (false, 0, false), (true, mark::PANICKED, false)] {
        let twin = Twin::new(0, histogram);
        portable::end(&twin.shard, 1, 2, ending);
        let before = twin.state();
        assert_eq!(portable::fold_one(&twin.shard), expected);
        assert_eq!(twin.state() == before, !expected);
    }
}

#[test]
fn a_beginning_is_counted_and_timed_once_the_function_is_known_and_not_rare() {
    enum Here {}
    static SITE: Site = Site::new::<Here>();
    drop(enter(&SITE));
    let epoch = crate::state::epoch().unwrap();
    for begin in [instructions::begin, portable::begin] {
        assert!(begin(local(), &Site::new::<Here>(), epoch).is_none(), "a site that nobody registered");
    }
    assert!(
        portable::begin(local(), &SITE, epoch).is_none() && instructions::begin(local(), &SITE, epoch).is_none(),
        "no histogram"
    );
    (0..40).for_each(|_| drop(enter(&SITE)));
    for begin in [instructions::begin, portable::begin] {
        let before = crate::clock::ticks();
        let (shard, began) = begin(local(), &SITE, epoch).unwrap();
        let after = crate::clock::ticks();
        assert!(before < began && began < after);
        assert!(core::ptr::eq(shard.site.unwrap(), &raw const SITE));
        assert_eq!(shard.entered.load(Relaxed) - shard.head.load(Relaxed), 1, "one is open");
        shard.end(began, after, 0);
    }
}
