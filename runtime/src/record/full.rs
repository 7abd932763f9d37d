// unsafe: a guard points at its thread's shard.
//! Calls of sites with options that a plain guard does not serve: `in_flight`, `cpu`, `precise`, `log_over`,
//! `outcome`, and `sample` together with them.

use core::cell::Cell;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU64, Ordering};
use std::thread::panicking;

use super::guard::find;
use super::sampled::{count_untimed, outermost, shard_at, tag, tagged, takes_turn};
use super::shard::{RING, Shard, elapsed, mark};
use super::thread::shard_of;
use super::{cpu, in_flight, log};
use crate::clock;
use crate::outcome::Outcome;
use crate::record::cell::{load, store};
use crate::site::Site;
use crate::start::{OFF, STATE};

/// A call that is open.
#[derive(Debug)]
struct Open {
    site: &'static Site,
    /// The thread's shard of the function and its tags. Null: not recorded.
    shard: *const u8,
    began: u64,
    /// The shard's epoch when the call began: it counts only if it still is when the call ends.
    epoch: u64,
    cpu_began: u64,
    /// Stays in its thread.
    thread: PhantomData<*const ()>,
}

/// Records a call from [`enter_full`] to its drop.
#[must_use]
#[derive(Debug)]
pub struct FullGuard(Open);

/// A call of a function with any options but `outcome` begins.
#[inline(always)]
pub fn enter_full(site: &'static Site) -> FullGuard {
    FullGuard(if load!(STATE) == OFF { Open::unrecorded(site) } else { begin(site) })
}

impl Drop for FullGuard {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.0.shard.is_null() {
            end(&self.0, 0);
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
    let open = if load!(STATE) == OFF { Open::unrecorded(site) } else { begin(site) };
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
            end(&self.open, self.seen.get());
        }
    }
}

impl Open {
    #[inline(always)]
    fn unrecorded(site: &'static Site) -> Open {
        Open { site, shard: core::ptr::null(), began: 0, epoch: 0, cpu_began: 0, thread: PhantomData }
    }

    fn is_timed(&self) -> bool {
        self.shard.addr() & tag::UNTIMED == 0
    }
}

/// The thread's shard of `site`, then [`start`].
#[inline(never)]
fn begin(site: &'static Site) -> Open {
    let shard = shard_of(load!(site.id));
    if load!(shard.epoch) == load!(STATE) { start(site, shard) } else { begin_anew(site) }
}

/// The first call of a function in a thread, or after a reset.
#[cold]
#[inline(never)]
fn begin_anew(site: &'static Site) -> Open {
    find(site).map_or_else(
        || Open::unrecorded(site),
        |shard| {
            prepare(site);
            start(site, shard)
        },
    )
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
    let tags = usize::from(panicking()) | if timed { 0 } else { tag::UNTIMED };
    let cpu_began = if timed && site.options.cpu { cpu::thread_ns() } else { 0 };
    let shard = tagged(shard, tags);
    Open { site, shard, began: now(timed, site), epoch, cpu_began, thread: PhantomData }
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
fn end(open: &Open, seen: u64) {
    let site = open.site;
    let now = now(open.is_timed(), site);
    // SAFETY: `start` made the pointer of a shard of this thread, which is never freed.
    let shard = unsafe { shard_at(open.shard) };
    let ending = if panicking() && open.shard.addr() & tag::PANICKING == 0 { mark::PANICKED } else { seen };
    if site.options.in_flight {
        in_flight::leave(site, open.epoch);
    }
    let counts = load!(shard.epoch) == open.epoch;
    if open.is_timed() {
        let ticks = net(site, elapsed(open.began, now));
        if counts {
            push(open, shard, ticks, ending);
        }
        if site.options.log_over_ns > 0 {
            log::call_took(site, ticks, now);
        }
    } else if counts {
        count_untimed(shard, ending);
    }
}

/// Appends a timed call to the shard. Of recursive calls the outermost brings the processor time of all.
fn push(open: &Open, shard: &Shard, ticks: u64, ending: u64) {
    let head = load!(shard.head);
    let outermost = outermost(shard, head);
    // SAFETY: extras are never freed and only atomics are in them.
    if let Some(extras) = unsafe { shard.extras.load(Ordering::Relaxed).as_ref() } {
        let spent = if outermost != 0 { cpu::thread_ns().saturating_sub(open.cpu_began) } else { 0 };
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

/// The median of some hundred empty calls, recorded in a shard that nobody else knows.
fn empty_pairs() -> u64 {
    const PAIRS: usize = 301;
    enum Here {}
    static EMPTY: Site = Site::new::<Here>().precise();
    let shard = Shard::new();
    let mut pairs = [0; PAIRS];
    for pair in &mut pairs {
        drop(FullGuard(start(&EMPTY, &shard)));
        *pair = load!(shard.ring[((load!(shard.head) - 1) % RING) as usize]) & mark::TICKS;
    }
    pairs.sort_unstable();
    pairs[PAIRS / 2]
}
