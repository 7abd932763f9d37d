// unsafe: the histogram is reached through a pointer that never dangles.
//! Reading shards while their owners write: one consistent cut of each, added up by site.

use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::BTreeMap;
use std::time::Duration;

use super::histogram::{BUCKETS, Histogram, bucket_of};
use super::identity::{KNOWS_CPU, Name};
use super::shard::{ENDINGS, RING, Shard, mark};
use super::sites::sites;
use super::thread::records;
use crate::hash::{Map, map_for};
use crate::site::{Kind, Site};

/// What was recorded of one function, in ticks, over all threads.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    /// Calls begun and calls ended. Between them lie those that are open.
    pub(crate) entered: u64,
    pub(crate) ended: u64,
    /// Calls that were counted without a time, because the runtime was already at work in their thread.
    pub(crate) passed: u64,
    /// Calls that were timed: all that ended, but for a `sample` site.
    pub(crate) timed: u64,
    pub(crate) panicked: u64,
    pub(crate) ok: u64,
    pub(crate) err: u64,
    pub(crate) cancelled: u64,
    /// Ticks of outermost calls, of all calls, and the sum of squares of all calls.
    pub(crate) total: u64,
    pub(crate) sum: u64,
    pub(crate) squares: f64,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) busy: u64,
    pub(crate) polls: u64,
    pub(crate) cpu_ns: u64,
    pub(crate) histogram: Histogram,
}

/// Everything recorded in `epoch`, by site, in the order of first calls. Sites without a call in it are left out.
///
/// Every call that ended before this function was called is in it.
pub(crate) fn tallies(epoch: u64) -> Vec<(&'static Site, Box<Tally>)> {
    let mut by_site: Map<u64, Box<Tally>> = map_for(sites().count());
    for shard in records().flat_map(|record| record.shards()) {
        if let Some((site, cut)) = shard.site.zip(cut(shard, epoch)) {
            by_site.entry(site.id.load(Ordering::Relaxed)).or_default().merge(cut);
        }
    }
    // An async call may begin in one thread and end in another: its beginnings are read after all ends, so that
    // a call whose end was seen has its beginning seen.
    for shard in records().flat_map(|record| record.shards()).filter(|shard| shard.is_of(epoch)) {
        if let Some(site) = shard.site.filter(|site| site.kind == Kind::Async) {
            by_site.entry(site.id.load(Ordering::Relaxed)).or_default().entered += shard.calls();
        }
    }
    let mut all: Vec<_> = sites()
        .filter(|site| !site.hidden)
        .filter_map(|site| {
            let mut tally = by_site.remove(&site.id.load(Ordering::Relaxed)).unwrap_or_default();
            tally.passed = site.passed.load(Ordering::Relaxed);
            tally.entered = tally.entered.max(tally.ended);
            (tally.entered + tally.passed > 0).then_some((site, tally))
        })
        .collect();
    all.reverse();
    all
}

/// All threads of one name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ThreadTally {
    pub(crate) name: String,
    pub(crate) threads: u64,
    pub(crate) calls: u64,
    pub(crate) cpu_ns: Option<u64>,
    /// Ticks from a thread's first call to its end, or now, over all of them.
    pub(crate) wall: u64,
}

/// The threads that made calls in `epoch`, by name; those that live did until `now`.
pub(crate) fn threads(epoch: u64, now: u64) -> Vec<ThreadTally> {
    let mut by_name: BTreeMap<Name, ThreadTally> = BTreeMap::new();
    for past in records().flat_map(|record| record.identity.read(epoch, now, || record.calls(epoch))) {
        let row = by_name.entry(past.name).or_insert_with(|| ThreadTally {
            name: past.name.to_string(),
            threads: 0,
            calls: 0,
            cpu_ns: KNOWS_CPU.then_some(0),
            wall: 0,
        });
        row.threads += past.threads;
        row.calls += past.calls;
        row.wall += past.wall;
        row.cpu_ns = row.cpu_ns.map(|sum| sum + past.cpu_ns);
    }
    by_name.into_values().filter(|row| row.calls > 0).collect()
}

impl Tally {
    pub(crate) fn merge(&mut self, other: Tally) {
        self.entered += other.entered;
        self.ended += other.ended;
        self.passed += other.passed;
        self.timed += other.timed;
        self.panicked += other.panicked;
        self.ok += other.ok;
        self.err += other.err;
        self.cancelled += other.cancelled;
        self.total += other.total;
        self.sum += other.sum;
        self.squares += other.squares;
        self.min = self.min.into_iter().chain(other.min).min();
        self.max = self.max.max(other.max);
        self.busy += other.busy;
        self.polls += other.polls;
        self.cpu_ns += other.cpu_ns;
        self.histogram.merge(other.histogram);
    }

    /// One entry of a ring that its owner has not folded yet.
    fn add(&mut self, entry: u64) {
        let ticks = entry & mark::TICKS;
        self.sum += ticks;
        self.squares += ticks as f64 * ticks as f64;
        if entry & mark::OUTERMOST != 0 {
            self.total += ticks;
        }
        self.min = self.min.into_iter().chain([ticks]).min();
        self.max = self.max.max(Some(ticks));
        let counters = [&mut self.panicked, &mut self.ok, &mut self.err, &mut self.cancelled];
        for (counter, ending) in counters.into_iter().zip(ENDINGS) {
            *counter += u64::from(entry & ending != 0);
        }
        self.histogram.add(bucket_of(ticks), 1);
    }
}

/// A consistent cut of one shard, or `None` if it holds nothing of this epoch.
///
/// An owner that is interrupted in the middle of a fold is waited for, up to some tenths of a second: one that was stopped
/// for good, by a debugger or because it died there, must not stop the report. What it had folded by then counts.
fn cut(shard: &Shard, epoch: u64) -> Option<Tally> {
    const SPINS: u32 = 1000;
    const NAPS: u32 = 4000;
    let held = shard.hold();
    let mut tries = 0;
    let tally = loop {
        if let Some(tally) = try_cut(shard, epoch) {
            break tally;
        }
        tries += 1;
        match tries {
            0..SPINS => core::hint::spin_loop(),
            SPINS..NAPS => std::thread::sleep(Duration::from_micros(50)),
            _ => break (shard.is_of(epoch)).then(|| copy(shard)),
        }
    };
    if held {
        shard.let_go();
    }
    tally
}

/// `None` when the owner changed the shard meanwhile; `Some(None)` when the shard is of another epoch.
#[expect(clippy::option_option, reason = "the outer one is the sequence lock's, the inner one the answer")]
fn try_cut(shard: &Shard, epoch: u64) -> Option<Option<Tally>> {
    shard.sequence.read(|| (shard.is_of(epoch)).then(|| copy(shard)))
}

/// Beginnings and ends of one moment: as many calls as they differ by were open then.
struct Moment {
    entered: u64,
    head: u64,
    untimed: [u64; 5],
}

/// Beginnings are counted outside of the sequence lock; they are read again until they stood still while the ends were
/// read. All stand in a few cache lines, so that a few tries do.
fn moment(shard: &Shard) -> Moment {
    let look = || {
        let entered = shard.entered.load(Ordering::Acquire);
        let head = shard.head.load(Ordering::Acquire);
        let untimed = shard.untimed.each_ref().map(|count| count.load(Ordering::Acquire));
        let stood_still = shard.entered.load(Ordering::Relaxed) == entered;
        (stood_still, Moment { entered: entered + shard.stuck.load(Ordering::Relaxed), head, untimed })
    };
    (0..1000).map(|_| look()).find(|(stood_still, _)| *stood_still).unwrap_or_else(look).1
}

/// Copies what is there, torn or not.
fn copy(shard: &Shard) -> Tally {
    let read = |field: &AtomicU64| field.load(Ordering::Relaxed);
    let Moment { entered, head, untimed } = moment(shard);
    let tail = read(&shard.tail);
    let [panicked, ok, err, cancelled] = [0, 1, 2, 3].map(|i| read(&shard.endings[i]) + untimed[i]);
    let not_min = read(&shard.not_min);
    let folded = tail > 0;
    let mut tally = Tally {
        entered: if shard.site.is_some_and(|site| site.kind == Kind::Async) { 0 } else { entered },
        ended: head + untimed.iter().sum::<u64>(),
        timed: head,
        panicked,
        ok,
        err,
        cancelled,
        total: read(&shard.total),
        sum: read(&shard.sum),
        squares: f64::from_bits(read(&shard.squares)),
        min: folded.then_some(!not_min),
        max: folded.then_some(read(&shard.max)),
        busy: read(&shard.busy),
        polls: read(&shard.polls),
        cpu_ns: read(&shard.cpu_ns),
        ..Tally::default()
    };
    copy_histogram(shard, &mut tally);
    for index in tail..head.min(tail + RING) {
        let slot = (index % RING) as usize;
        tally.add(read(&shard.ring[slot]));
        let extras = shard.extras.load(Ordering::Relaxed);
        // SAFETY: `extras` is null or never freed, and only atomics are in it.
        if let Some(extras) = unsafe { extras.as_ref() } {
            tally.busy += read(&extras.ring[slot].busy);
            tally.polls += read(&extras.ring[slot].polls);
            tally.cpu_ns += read(&extras.ring[slot].cpu_ns);
        }
    }
    tally
}

/// Only the buckets between the shortest and the longest duration can hold anything.
fn copy_histogram(shard: &Shard, tally: &mut Tally) {
    let buckets = shard.buckets.load(Ordering::Acquire);
    if let (false, Some(min), Some(max)) = (buckets.is_null(), tally.min, tally.max) {
        for bucket in bucket_of(min)..=bucket_of(max).min(BUCKETS - 1) {
            // SAFETY: `buckets` has `BUCKETS` counters and is never freed.
            let count = unsafe { &*buckets.add(bucket) }.load(Ordering::Relaxed);
            if count > 0 {
                tally.histogram.add(bucket, count);
            }
        }
    }
}
