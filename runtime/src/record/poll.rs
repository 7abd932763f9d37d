// unsafe: pins are projected, so that a timed future needs no allocation.
//! Futures: a call begins at the first poll and ends when the future is ready, dropped, or panics.
//!
//! The beginning is counted in the shard of the thread of the first poll, the end in the shard of the thread
//! where it happens: each thread still writes only its own memory, and only the sums over all threads match.

use core::pin::Pin;
use core::sync::atomic::Ordering;
use core::task::{Context, Poll};

use super::full::{net, now, prepare};
use super::guard::find;
use super::memory::{self, Carried, Mark};
use super::sampled::{count_untimed, takes_turn};
use super::shard::{RING, Shard, elapsed, mark};
use super::thread::{attach, shard_of};
use super::tree::{Visit, visit};
use super::{cpu, in_flight, log, timeline};
use crate::outcome::Outcome;
use crate::record::cell::{load, store};
use crate::site::Site;
use crate::state::{OFF, STATE};

/// Times `future` from its first poll.
#[inline]
pub fn poll<F: Future>(site: &'static Site, future: F) -> Polled<F> {
    Polled { call: Call::new(site), see: |_| 0, future }
}

/// Times `future` and counts its output as ok or err.
#[inline]
pub fn poll_outcome<F: Future<Output: Outcome>>(site: &'static Site, future: F) -> Polled<F> {
    Polled { call: Call::new(site), see: |output| if output.is_ok() { mark::OK } else { mark::ERR }, future }
}

/// A future under [`poll`] or [`poll_outcome`].
#[must_use = "futures do nothing unless polled"]
pub struct Polled<F: Future> {
    // Dropped first: a cancelled call ends before what it holds is dropped.
    call: Call,
    /// The ending that an output stands for.
    see: fn(&F::Output) -> u64,
    future: F,
}

impl<F: Future> Future for Polled<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `future` is pinned with `self`: it is never moved out, `Polled` has no `Drop` of its own and is `Unpin`
        // only if `F` is. The other fields are never pinned.
        let (call, see, future) = unsafe {
            let this = self.get_unchecked_mut();
            (&mut this.call, this.see, Pin::new_unchecked(&mut this.future))
        };
        call.poll(future, context, see)
    }
}

/// One call of an async function.
#[derive(Debug)]
struct Call {
    site: &'static Site,
    stage: Stage,
    /// The epoch in which it began; it counts only if that is the epoch in which it ends.
    epoch: u64,
    began: u64,
    busy: u64,
    polls: u64,
    cpu_ns: u64,
    /// From poll to poll, of a function with `memory`.
    memory: Carried,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Not polled yet: nothing happened.
    Fresh,
    Timed,
    /// Counted only: the site has the option `sample`.
    Untimed,
    /// Ended, or never to be recorded.
    Over,
}

impl Call {
    const fn new(site: &'static Site) -> Call {
        let memory = Carried::NOTHING;
        Call { site, stage: Stage::Fresh, epoch: 0, began: 0, busy: 0, polls: 0, cpu_ns: 0, memory }
    }

    fn poll<F: Future>(
        &mut self,
        future: Pin<&mut F>,
        context: &mut Context<'_>,
        see: fn(&F::Output) -> u64,
    ) -> Poll<F::Output> {
        if load!(STATE) == OFF || self.stage == Stage::Over {
            return future.poll(context);
        }
        let turn = Turn::begin(self);
        let result = future.poll(context);
        let ended = match &result {
            Poll::Ready(output) => Some(see(output)),
            Poll::Pending => None,
        };
        turn.end(ended);
        result
    }

    /// The first poll.
    fn begin(&mut self) {
        let site = self.site;
        let shard = shard_of(load!(site.id));
        let shard =
            if load!(shard.epoch) == load!(STATE) { Some(shard) } else { find(site).inspect(|_| prepare(site)) };
        let Some(shard) = shard else {
            self.stage = Stage::Over;
            return;
        };
        let timed = site.options.sample <= 1 || takes_turn(shard, site.options.sample);
        self.stage = if timed { Stage::Timed } else { Stage::Untimed };
        self.epoch = load!(shard.epoch);
        shard.begin();
        if site.options.in_flight {
            in_flight::join(site, self.epoch);
        }
    }

    /// The call ends at `at` with `ending`.
    fn end(&mut self, at: u64, ending: u64) {
        let timed = self.stage == Stage::Timed;
        self.stage = Stage::Over;
        let site = self.site;
        if site.options.in_flight {
            in_flight::leave(site, self.epoch);
        }
        let ticks = net(site, elapsed(self.began, at));
        if let Some(shard) = self.shard() {
            if timed { self.push(shard, ticks, ending) } else { count_untimed(shard, ending) }
        }
        if timed && site.options.log_over_ns > 0 {
            log::call_took(site, ticks, at);
        }
    }

    /// This thread's shard of the epoch in which the call began, if that still lasts.
    fn shard(&self) -> Option<&'static Shard> {
        let shard = shard_of(load!(self.site.id));
        if load!(shard.epoch) == self.epoch {
            return Some(shard);
        }
        if load!(STATE) == self.epoch { attach(self.site, self.epoch) } else { None }
    }

    /// The poll is a visit of the function's node. Calls of an async function are never recursive.
    fn visit(&self, first: bool) -> Option<Visit> {
        let visit = visit(self.shard()?, self.epoch)?;
        if first {
            visit.count(true);
        }
        visit.count_poll();
        Some(visit)
    }

    /// A poll ended: its sums are those of the node where it was, its peak that of the call so far.
    fn spend(&mut self, visit: Visit, mark: Mark, counts: bool) {
        let mut spent = mark.end();
        spent.peak = self.memory.add(&spent);
        if counts {
            visit.node().add_memory(&spent, true);
        }
    }

    /// Appends a timed call to the shard. Calls of an async function overlap and are never recursive.
    fn push(&self, shard: &Shard, ticks: u64, ending: u64) {
        shard.grow_in_time();
        let head = load!(shard.head);
        // SAFETY: extras are never freed and only atomics are in them.
        if let Some(extras) = unsafe { shard.extras.load(Ordering::Relaxed).as_ref() } {
            let extra = &extras.ring[(head % RING) as usize];
            store!(extra.busy, self.busy);
            store!(extra.polls, self.polls);
            store!(extra.cpu_ns, self.cpu_ns);
        }
        shard.push(head, ticks | mark::OUTERMOST | ending);
    }
}

/// Dropped with a future that was polled and was never ready: cancelled.
impl Drop for Call {
    fn drop(&mut self) {
        if matches!(self.stage, Stage::Timed | Stage::Untimed) {
            self.end(now(self.stage == Stage::Timed, self.site), mark::CANCELLED);
        }
    }
}

/// One poll. Dropped only by a panic out of it.
struct Turn<'a> {
    call: &'a mut Call,
    began: u64,
    cpu_began: u64,
    /// Where this thread is in the call tree while the poll lasts, of a profiled function; where its memory stood before,
    /// of one with `memory`.
    visit: Option<(Visit, Option<Mark>)>,
}

impl<'a> Turn<'a> {
    #[inline(never)]
    fn begin(call: &'a mut Call) -> Turn<'a> {
        let first = call.stage == Stage::Fresh;
        if first {
            call.begin();
        }
        let timed = call.stage == Stage::Timed;
        let cpu_began = if timed && call.site.options.cpu { cpu::thread_ns() } else { 0 };
        let visit = if call.site.options.profiled { call.visit(first) } else { None };
        let visit = visit.map(|visit| (visit, call.site.options.memory.then(memory::begin)));
        let began = now(timed, call.site);
        if let Some((visit, _)) = &visit {
            visit.began(began.max(1));
        }
        if first {
            call.began = began;
        }
        Turn { call, began, cpu_began, visit }
    }

    /// The poll returned; the call ends if it was `Ready`.
    fn end(self, ended: Option<u64>) {
        let mut turn = core::mem::ManuallyDrop::new(self);
        turn.finish(ended);
    }

    #[inline(never)]
    fn finish(&mut self, ended: Option<u64>) {
        let call = &mut *self.call;
        let at = now(call.stage == Stage::Timed, call.site);
        if let Some((visit, mark)) = self.visit.take() {
            let counts = visit.node().shard().counts(self.began);
            visit.leave(counts.then(|| elapsed(self.began, at)));
            if let Some(mark) = mark {
                call.spend(visit, mark, counts);
            }
            if counts && call.site.options.timeline {
                timeline::keep(call.site, call.epoch, self.began, elapsed(self.began, at));
            }
        }
        if call.stage == Stage::Timed {
            call.busy += net(call.site, elapsed(self.began, at));
            call.polls += 1;
            if call.site.options.cpu {
                call.cpu_ns += cpu::thread_ns().saturating_sub(self.cpu_began);
            }
        }
        if let Some(ending) = ended.filter(|_| call.stage != Stage::Over) {
            call.end(at, ending);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.finish(Some(mark::PANICKED));
    }
}

/// Times a boxed future and gives it back as the same type.
pub fn repoll<F: Repoll>(site: &'static Site, future: F) -> F {
    if load!(STATE) == OFF { future } else { future.repoll(site) }
}

/// Like [`repoll`], and counts the output as ok or err.
pub fn repoll_outcome<F: Repoll<Output: Outcome>>(site: &'static Site, future: F) -> F {
    if load!(STATE) == OFF { future } else { future.repoll_outcome(site) }
}

/// A boxed future that [`repoll`] can wrap without changing its type.
#[diagnostic::on_unimplemented(
    message = "`future` cannot time a `{Self}`",
    label = "not a boxed future that can be wrapped and keep its type",
    note = "return `Pin<Box<dyn Future<Output = T>>>`, with or without `Send` and `Sync`, or `impl Future`; or make the \
            function an `async fn`"
)]
pub trait Repoll: Sized {
    /// What the future gives.
    #[doc(hidden)]
    type Output;

    /// The same future, timed.
    #[doc(hidden)]
    fn repoll(self, site: &'static Site) -> Self;

    /// The same future, timed, its output counted as ok or err.
    #[doc(hidden)]
    fn repoll_outcome(self, site: &'static Site) -> Self
    where
        Self::Output: Outcome;
}

macro_rules! repoll_boxed {
    ($($dynamic:ty),* $(,)?) => {$(
        impl<'a, T: 'a> Repoll for Pin<Box<$dynamic>> {
            type Output = T;

            fn repoll(self, site: &'static Site) -> Self {
                Box::pin(poll(site, self))
            }

            fn repoll_outcome(self, site: &'static Site) -> Self
            where
                T: Outcome,
            {
                Box::pin(poll_outcome(site, self))
            }
        }
    )*};
}

repoll_boxed! {
    dyn Future<Output = T> + 'a,
    dyn Future<Output = T> + Send + 'a,
    dyn Future<Output = T> + Sync + 'a,
    dyn Future<Output = T> + Send + Sync + 'a,
}
