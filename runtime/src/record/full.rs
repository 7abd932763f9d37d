// unsafe: a guard points at its thread's shard.
//! Calls of sites with options that a plain guard does not serve: `in_flight`, `cpu`, `precise`, `log_over`,
//! `outcome`, and `sample` together with them.

use core::cell::Cell;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU64, Ordering};
use std::thread::panicking;

use super::guard::find;
use super::sampled::{UNTIMED, count_untimed, outermost, takes_turn};
use super::shard::{RING, Shard, elapsed, mark};
use super::tagged::{BITS, PANICKING, shard_at, tagged};
use super::thread::shard_of;
use super::{cpu, in_flight, log};
use crate::clock;
use crate::outcome::Outcome;
use crate::record::cell::{load, store};
use crate::site::Site;
use crate::state::{OFF, STATE};

/// A call that is open: two words, which pass in registers.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// The thread's shard of the function, its tags, and the lowest bits of its epoch. Null: not recorded.
    shard: *const u8,
    began: u64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// Where the epoch's bits stand: above the tags, in the rest of what the shard's alignment leaves free. A call counts
/// only if they still are the shard's at its end, so one that is open across 32 resets would.
const EPOCH_SHIFT: u32 = (PANICKING | UNTIMED).count_ones();
const EPOCH_BITS: usize = BITS & !(PANICKING | UNTIMED);

/// Records a call from [`enter_full`] to its drop.
#[must_use]
#[derive(Debug)]
pub struct FullGuard(Open);

/// A call of a function with any options but `outcome` begins.
#[inline(always)]
pub fn enter_full(site: &'static Site) -> FullGuard {
    FullGuard(if load!(STATE) == OFF { Open::UNRECORDED } else { begin(site) })
}

impl Drop for FullGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.0.shard.is_null() {
            end(self.0, 0);
        }
    }
}

/// Records a call from [`enter_outcome`] to its drop: as err, unless its return value was seen to be ok.
#[must_use]
#[derive(Debug)]
pub struct OutcomeGuard {
    open: Open,
    seen: Cell<u64>,
}

/// A call of a function with the option `outcome` begins.
#[inline(always)]
pub fn enter_outcome(site: &'static Site) -> OutcomeGuard {
    let open = if load!(STATE) == OFF { Open::UNRECORDED } else { begin(site) };
    OutcomeGuard { open, seen: Cell::new(mark::ERR) }
}

impl OutcomeGuard {
    /// The call is about to return `value`. Only `?` leaves a function unseen, and it leaves with an error.
    #[inline(always)]
    pub fn see<R: Outcome>(&self, value: R) -> R {
        self.seen.set(if value.is_ok() { mark::OK } else { mark::ERR });
        value
    }
}

impl Drop for OutcomeGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.open.shard.is_null() {
            end(self.open, self.seen.get());
        }
    }
}

impl Open {
    const UNRECORDED: Open = Open { shard: core::ptr::null(), began: 0, thread: PhantomData };

    #[inline(always)]
    fn is_timed(self) -> bool {
        self.shard.addr() & UNTIMED == 0
    }

    #[inline(always)]
    fn shard(self) -> &'static Shard {
        // SAFETY: `start` made the pointer of a shard of this thread, which is never freed.
        unsafe { shard_at(self.shard) }
    }

    /// Whether the shard is still of the epoch in which the call began.
    #[inline(always)]
    fn counts(self, shard: &Shard) -> bool {
        let same_bits = epoch_bits(load!(shard.epoch)) == self.shard.addr() & EPOCH_BITS;
        same_bits && (!self.is_timed() || shard.counts(self.began))
    }
}

#[inline(always)]
fn epoch_bits(epoch: u64) -> usize {
    (epoch as usize) << EPOCH_SHIFT & EPOCH_BITS
}

/// The call begins in this thread's shard of `site`.
#[inline(never)]
fn begin(site: &'static Site) -> Open {
    begin_in(shard_of(load!(site.id)), load!(STATE), site)
}

#[inline(always)]
fn begin_in(shard: &Shard, epoch: u64, site: &'static Site) -> Open {
    if load!(shard.epoch) == epoch { start(site, shard) } else { begin_anew(site) }
}

/// The first call of a function in a thread, or after a reset.
#[cold]
#[inline(never)]
fn begin_anew(site: &'static Site) -> Open {
    let Some(shard) = find(site) else { return Open::UNRECORDED };
    prepare(site);
    start(site, shard)
}

/// What a site needs before its first call is measured.
pub(super) fn prepare(site: &'static Site) {
    if site.options.precise {
        EMPTY_TICKS.get();
    }
    if site.options.log_over_ns > 0 {
        log::prepare(site);
    }
}

/// The call begins in `shard`. Its clock is read last.
#[inline(never)]
fn start(site: &'static Site, shard: &Shard) -> Open {
    let timed = site.options.sample <= 1 || takes_turn(shard, site.options.sample);
    shard.begin();
    let epoch = load!(shard.epoch);
    if site.options.in_flight {
        in_flight::join(site, epoch);
    }
    if site.options.cpu && timed && outermost(shard, load!(shard.head)) != 0 {
        store!(shard.cpu_began, cpu::thread_ns());
    }
    let tags = usize::from(panicking()) | if timed { 0 } else { UNTIMED };
    Open {
        shard: tagged(shard, tags | epoch_bits(epoch)),
        began: shard.after_born(now(timed, site)),
        thread: PhantomData,
    }
}

/// The time in ticks, read the way the site wants it.
#[inline(always)]
pub(super) fn now(timed: bool, site: &Site) -> u64 {
    if !timed {
        0
    } else if site.options.precise {
        clock::fenced_ticks()
    } else {
        clock::ticks()
    }
}

/// The call ends. Its clock is read first.
#[inline(never)]
fn end(open: Open, seen: u64) {
    let shard = open.shard();
    let Some(site) = shard.site else { return };
    let now = now(open.is_timed(), site);
    let ending = if panicking() && open.shard.addr() & PANICKING == 0 { mark::PANICKED } else { seen };
    let counts = open.counts(shard);
    if site.options.in_flight && counts {
        in_flight::leave(site, load!(shard.epoch));
    }
    if open.is_timed() {
        let ticks = net(site, elapsed(open.began, now));
        if counts {
            push(site, shard, ticks, ending);
        }
        if site.options.log_over_ns > 0 {
            log::call_took(site, ticks, now);
        }
    } else if counts {
        count_untimed(shard, ending);
    }
}

/// Appends a timed call to the shard. Of recursive calls the outermost brings the processor time of all.
fn push(site: &Site, shard: &Shard, ticks: u64, ending: u64) {
    let head = load!(shard.head);
    let outermost = outermost(shard, head);
    // SAFETY: extras are never freed and only atomics are in them.
    if let Some(extras) = unsafe { shard.extras.load(Ordering::Relaxed).as_ref() } {
        let spent = site.options.cpu && outermost != 0;
        let spent = if spent { cpu::thread_ns().saturating_sub(load!(shard.cpu_began)) } else { 0 };
        store!(extras.ring[(head % RING) as usize].cpu_ns, spent);
    }
    shard.push(head, ticks | outermost | ending);
}

/// A duration without what an empty call would have taken, where that is known.
#[inline(always)]
pub(super) fn net(site: &Site, ticks: u64) -> u64 {
    if site.options.precise { ticks.saturating_sub(load!(EMPTY_TICKS.0)) } else { ticks }
}

/// What an empty `precise` call takes by its own clock reads: 0 until the first such site is registered.
static EMPTY_TICKS: EmptyTicks = EmptyTicks(AtomicU64::new(0));

struct EmptyTicks(AtomicU64);

impl EmptyTicks {
    /// Measures, unless that was done.
    fn get(&self) -> u64 {
        if load!(self.0) == 0 {
            let measured = empty_pairs();
            // Whoever was first has it right: a later measurement may already have been of net durations.
            let _ = self.0.compare_exchange(0, measured, Ordering::Relaxed, Ordering::Relaxed);
        }
        load!(self.0)
    }
}

/// What the quietest of a few batches of empty calls found.
fn empty_pairs() -> u64 {
    (0..9).map(|_| empty_batch()).min().unwrap_or(0)
}

/// The median of some empty calls, each recorded in a shard of its own that nobody else knows.
fn empty_batch() -> u64 {
    const PAIRS: usize = 61;
    enum Here {}
    static EMPTY: Site = Site::new::<Here>().precise();
    // The steps of a true call from its first clock read to its last.
    #[inline(never)]
    fn begin(shard: &Shard) -> Open {
        begin_in(shard, 0, &EMPTY)
    }
    let mut pairs = [0; PAIRS];
    for pair in &mut pairs {
        let mut shard = Shard::new();
        shard.site = Some(&EMPTY);
        drop(FullGuard(begin(&shard)));
        *pair = load!(shard.ring[0]) & mark::TICKS;
    }
    pairs.sort_unstable();
    pairs[PAIRS / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_call_is_measured_without_being_recorded() {
        clock::start();
        let empty = EMPTY_TICKS.get();
        assert!(empty > 0 || !clock::is_counter());
        assert!(!crate::record::sites::sites().any(|site| site.name().contains("empty_batch")));
    }

    #[test]
    fn only_precise_durations_are_net() {
        enum Here {}
        let site = Site::new::<Here>();
        assert_eq!(net(&site, 100), 100);
        let site = site.precise();
        let empty = EMPTY_TICKS.get();
        assert_eq!([100 + empty, empty, empty / 2].map(|ticks| net(&site, ticks)), [100, 0, 0]);
    }
}
