//! The bodies that every contestant runs, and the loops around them.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use crate::contestants::Contestant;
use crate::instruments::Instrument;
use crate::table::median;

/// What the calls do, and who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// One multiplication.
    Tiny,
    /// About a microsecond of multiplications that wait for each other.
    Micro,
    /// One callee reached from two callers by turns, all tiny.
    Alternating,
    /// One caller of two callees, all tiny.
    ThreeSites,
    /// Four functions, each but the last calls the next, all tiny.
    FourDeep,
    /// `fib(25)`, every level a call.
    Fib25,
    /// `fib(30)`, every level a call.
    Fib30,
    /// Takes 8 bytes of memory and gives them back.
    Boxed,
    /// One function of sixteen tiny statements: what a call takes is then that of a statement.
    Statements,
}

impl Body {
    const ALL: [Body; 9] = [
        Body::Tiny,
        Body::Micro,
        Body::Alternating,
        Body::ThreeSites,
        Body::FourDeep,
        Body::Fib25,
        Body::Fib30,
        Body::Boxed,
        Body::Statements,
    ];

    /// The word for it in the protocol and in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Body::Tiny => "tiny",
            Body::Micro => "1 us",
            Body::Alternating => "alternating",
            Body::ThreeSites => "three sites",
            Body::FourDeep => "four deep",
            Body::Fib25 => "fib(25)",
            Body::Fib30 => "fib(30)",
            Body::Boxed => "a box",
            Body::Statements => "a statement",
        }
    }

    /// The body of a word.
    pub fn of(word: &str) -> Option<Body> {
        Body::ALL.into_iter().find(|body| body.word() == word)
    }

    /// The function that the body calls most, as its last path segment.
    pub fn function(self) -> &'static str {
        match self {
            Body::Tiny => "tiny",
            Body::Micro => "micro",
            Body::Alternating => "shared",
            Body::ThreeSites => "outer",
            Body::FourDeep => "fourth",
            Body::Fib25 | Body::Fib30 => "fib",
            Body::Boxed => "boxed",
            Body::Statements => "lines",
        }
    }

    /// How many functions are called when the body runs once.
    pub fn calls(self) -> u64 {
        match self {
            Body::Tiny | Body::Micro | Body::Boxed => 1,
            Body::Alternating | Body::FourDeep => 4,
            Body::Statements => 16,
            Body::ThreeSites => 3,
            Body::Fib25 => 242_785,
            Body::Fib30 => 2_692_537,
        }
    }

    /// How many of them are calls of [`Body::function`].
    pub(crate) fn calls_of_function(self) -> u64 {
        match self {
            Body::Tiny | Body::Micro | Body::ThreeSites | Body::FourDeep | Body::Boxed | Body::Statements => 1,
            Body::Alternating => 2,
            Body::Fib25 | Body::Fib30 => self.calls(),
        }
    }

    /// How often the body has to run for so many calls.
    pub(crate) fn times(self, calls: u64) -> u64 {
        calls.div_ceil(self.calls())
    }
}

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

/// Makes the calls on this thread, or as many more as the body needs to end.
pub fn make_calls<C: Contestant>(body: Body, calls: u64) {
    let times = body.times(calls);
    match body {
        Body::Tiny => in_scopes::<C>(body, times, |times| repeat(times, C::tiny)),
        Body::Micro => in_scopes::<C>(body, times, micro_calls::<C>),
        Body::Alternating => in_scopes::<C>(body, times, |times| repeat(times, C::alternating)),
        Body::ThreeSites => in_scopes::<C>(body, times, |times| repeat(times, C::three_sites)),
        Body::Boxed => in_scopes::<C>(body, times, |times| repeat(times, C::boxed)),
        Body::Statements => in_scopes::<C>(body, times, |times| repeat(times, C::statements)),
        Body::FourDeep => in_scopes::<C>(body, times, |times| repeat(times, C::four_deep)),
        Body::Fib25 => in_scopes::<C>(body, times, |times| repeat(times, |_| C::fib(black_box(25)))),
        Body::Fib30 => in_scopes::<C>(body, times, |times| repeat(times, |_| C::fib(black_box(30)))),
    }
}

fn in_scopes<C: Contestant>(body: Body, mut times: u64, make: impl Fn(u64)) {
    while times > 0 {
        let some = times.min(body.times(CALLS_A_SCOPE));
        let _scope = <C::Instrument as Instrument>::scope();
        make(some);
        times -= some;
    }
}

/// What callgrind looks for by its name.
#[inline(never)]
pub(crate) fn repeat(times: u64, call: impl Fn(u64) -> u64) {
    let mut sum = 0u64;
    for i in 0..times {
        sum = sum.wrapping_add(call(i));
    }
    black_box(sum);
}

/// Each call works on the result of the one before; else the processor begins the next call's multiplications before
/// the last one's are done, which no call with a clock in it can keep up with.
#[inline(never)]
fn micro_calls<C: Contestant>(calls: u64) {
    black_box((0..calls).fold(1, |x, _| C::micro(x)));
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
        let took = began.elapsed().as_nanos() as f64;
        <C::Instrument as Instrument>::forget();
        took
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
    total / threads as f64 / (body.times(calls) * body.calls()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_found_by_its_word_and_runs_often_enough() {
        for body in Body::ALL {
            assert_eq!(Body::of(body.word()), Some(body));
            let calls = body.times(10_000) * body.calls();
            assert!(calls >= 10_000 && calls - body.calls() < 10_000, "{body:?}: {calls}");
        }
    }
}
