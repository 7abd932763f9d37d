//! The bodies that every contestant runs, and the loops around them.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use crate::contestants::Contestant;
use crate::instruments::Instrument;
use crate::table::median;

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// One multiplication.
    Tiny,
    /// About a microsecond of multiplications that wait for each other.
    Micro,
    /// `fib(25)`, every level a call.
    Fib,
}

impl Body {
    /// The word for it in the protocol and in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Body::Tiny => "tiny",
            Body::Micro => "1 us",
            Body::Fib => "fib(25)",
        }
    }
}

/// The calls that `fib(25)` makes.
const CALLS_OF_FIB_25: u64 = 242_785;
/// Calls under one scope; a peer that keeps spans until its root closes drops them from 10,240 on.
const CALLS_A_SCOPE: u64 = 1_000;
/// Calls before the clock starts: the thread is known to the instrument, the code is in the caches.
const WARM_UP: u64 = 2_000;

#[inline(always)]
pub(crate) fn tiny(x: u64) -> u64 {
    black_box(x).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline(always)]
pub(crate) fn micro(x: u64) -> u64 {
    let mut x = black_box(x);
    for _ in 0..black_box(800) {
        x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 1;
    }
    x
}

/// Makes the calls on this thread.
pub fn make_calls<C: Contestant>(body: Body, calls: u64) {
    match body {
        Body::Tiny => in_scopes::<C>(calls, tiny_calls::<C>),
        Body::Micro => in_scopes::<C>(calls, micro_calls::<C>),
        Body::Fib => in_scopes::<C>(calls.div_ceil(CALLS_OF_FIB_25), fib_calls::<C>),
    }
}

/// How many calls [`make_calls`] makes when asked for `calls`.
fn calls_made(body: Body, calls: u64) -> u64 {
    if body == Body::Fib { calls.div_ceil(CALLS_OF_FIB_25) * CALLS_OF_FIB_25 } else { calls }
}

fn in_scopes<C: Contestant>(mut calls: u64, make: impl Fn(u64)) {
    while calls > 0 {
        let some = calls.min(CALLS_A_SCOPE);
        let _scope = <C::Instrument as Instrument>::scope();
        make(some);
        calls -= some;
    }
}

#[inline(never)]
fn tiny_calls<C: Contestant>(calls: u64) {
    let mut sum = 0u64;
    for i in 0..calls {
        sum = sum.wrapping_add(C::tiny(i));
    }
    black_box(sum);
}

/// Each call works on the result of the one before; else the processor begins the next call's multiplications before
/// the last one's are done, which no call with a clock in it can keep up with.
#[inline(never)]
fn micro_calls<C: Contestant>(calls: u64) {
    black_box((0..calls).fold(1, |x, _| C::micro(x)));
}

#[inline(never)]
fn fib_calls<C: Contestant>(times: u64) {
    for _ in 0..times {
        black_box(C::fib(black_box(25)));
    }
}

/// How often and where a body is run for one figure.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// What each call does.
    pub body: Body,
    /// How many threads run it at the same time.
    pub threads: usize,
    /// How many slices each thread times.
    pub slices: usize,
    /// How many calls a slice has.
    pub calls: u64,
}

/// Nanoseconds a call, as the threads see it: they start together, and each gives the median of its slices, which
/// a processor that was lent to somebody else for a moment does not change.
pub fn nanoseconds_a_call<C: Contestant>(course: Course) -> f64 {
    let Course { body, threads, slices, calls } = course;
    let together = Barrier::new(threads);
    let slice = |_| {
        let began = Instant::now();
        make_calls::<C>(body, calls);
        began.elapsed().as_nanos() as f64
    };
    let median_slice = || {
        make_calls::<C>(body, WARM_UP);
        together.wait();
        median(&(0..slices).map(slice).collect::<Vec<f64>>())
    };
    let total: f64 = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(median_slice)).collect();
        running.into_iter().map(|thread| thread.join().expect("a contestant panicked")).sum()
    });
    total / threads as f64 / calls_made(body, calls) as f64
}
