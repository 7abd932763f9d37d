//! Decorators for Rust: one attribute on a function, and it is measured; one report when the program ends.
//!
//! ```
//! use bedeck::timed;
//!
//! #[timed]
//! fn fib(n: u64) -> u64 {
//!     if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
//! }
//!
//! fn main() {
//!     assert_eq!(fib(25), 75_025);
//! }
//! ```
//!
//! When it ends, the program writes on stderr, without a line in `main`:
//!
//! ```text
//! bedeck  first  7.83 ms  pid 5824
//! function      calls    total     %    mean     min    p50     p90      p99    p99.9      max   stddev  calls/s
//! first::fib  242,785  7.69 ms  98.2  537 ns  <21 ns  68 ns  424 ns  5.47 us  41.5 us  7.69 ms  22.7 us     31 M
//!
//! < 21 ns is the least that can be told; `#[timed(precise)]` tells more
//! overhead: 243 k calls x 29 ns = 7.04 ms, 89.9 % of the run; clock resolution 21 ns
//! ```
//!
//! | item | what it is for |
//! |---|---|
//! | [`#[timed]`](timed) | measures a function, a method, or every function of an `impl`, `trait` or `mod` |
//! | [`#[profiled]`](profiled) | measures who called whom, self times, source lines, memory |
//! | [`Alloc`] | the counting allocator that `#[profiled(memory)]` needs |
//! | [`timed_block!`] | measures a block |
//! | [`#[memoize]`](memoize) | keeps what a function returned |
//! | [`#[parallel]`](macro@parallel), [`par`] | runs loops on all cores, functions for many items, and calls on other threads |
//! | [`#[vectorize]`](vectorize) | runs a scalar function over slices, by the processor's vector instructions |
//! | [`Task`], [`TaskError`], [`checkpoint`] | a call on another thread, why it has no result, and where it may be cancelled |
//! | [`scope`], [`Scope`], [`ScopedTask`] | calls on other threads that borrow from their caller |
//! | [`Stream`] | the results of calls for many items, one by one |
//! | [`memos`], [`memo`](memo()), [`invalidate_tag`] | what was kept, by function and by tag |
//! | [`report`], [`Report`] | the figures as plain data, at any moment |
//! | [`flush`], [`reset`], [`configure`] | writes the outputs now; begins anew; settings in code |
//! | [`explain`] | what is measured, with which options, and what was left out and why |
//! | [`Outcome`] | what `#[timed(outcome)]` takes for ok and err |
//!
//! The variable `BEDECK` says what becomes of the report: `BEDECK=json=run.json,table`, `BEDECK=quiet`, `BEDECK=off`; its
//! words stand in the documentation of [`Config`] and in the README.
//!
//! # Features
//!
//! `record` (by default): without it the attributes check their options and return the function untouched, and
//! [`report`] is empty.
//!
//! `svg`: the call tree of `#[profiled]` functions as a flame graph, `BEDECK=svg=PATH` and `Report::to_svg`. Brings the
//! crate `inferno` (CDDL-1.0), which does not build for `wasm32-unknown-unknown`.
//!
//! `serve`: the report over HTTP while the program runs, `BEDECK=serve=ADDR`, and `router()` for a server that is there anyway.
//! Brings the crates `hyper` and `tokio`, which do not build for `wasm32-unknown-unknown`.
//!
//! `metrics`: figures go to the facade of that name, see `publish()`.
//!
//! `tracing`: the option `span` of [`#[timed]`](timed#spans) and [`#[profiled]`](profiled#spans).
//!
//! `serde`: [`Report`] and its parts are `Serialize` and `Deserialize`, as [`Report::to_json`] has them.
//!
//! `disk`: results of [`#[memoize(disk)]`](memoize#on-disk) survive the process. Brings the crates `serde` and `postcard`.
//!
//! `progress`: a bar on the terminal for [`#[parallel(progress)]`](macro@parallel#a-bar-on-the-terminal). Brings the crate `indicatif`.
//!
//! `redis`: those of [`#[memoize(redis)]`](memoize#on-disk) are shared by machines. Brings the crate `redis` besides.
#![forbid(unsafe_code)]

mod timed_block;

#[doc = include_str!("memoize.md")]
pub use bedeck_macros::memoize;
#[doc = include_str!("parallel.md")]
pub use bedeck_macros::parallel;
#[doc = include_str!("profiled.md")]
pub use bedeck_macros::profiled;
#[doc = include_str!("timed.md")]
pub use bedeck_macros::timed;
#[doc = include_str!("vectorize.md")]
pub use bedeck_macros::vectorize;
#[cfg(feature = "disk")]
pub use bedeck_runtime::memo::DiskInfo;
#[cfg(feature = "redis")]
pub use bedeck_runtime::memo::RedisInfo;
pub use bedeck_runtime::memo::{
    FunctionMemo, InstanceMemo, MemoHandle, MemoInfo, MethodMemo, Total, invalidate_tag, memo, memos,
};
pub use bedeck_runtime::pool::{Scope, ScopedTask, Stream, Task, TaskError, checkpoint, scope};
#[cfg(feature = "metrics")]
pub use bedeck_runtime::publish;
pub use bedeck_runtime::{
    Alloc, Before, Config, Course, Edge, Function, History, Line, Memo, Memory, NoReport, Node, Outcome, Region,
    Report, Sort, Span, Thread,
};
#[cfg(feature = "serve")]
pub use bedeck_runtime::{Router, router};
pub use bedeck_runtime::{configure, explain, flush, report, reset};

/// Marks a loop whose iterations [`#[parallel]`](macro@parallel) may run at the same time: `for i in par(0..n)`.
///
/// By itself it does nothing: what goes in comes out, so that the loop compiles and runs in its order without the
/// attribute too.
///
/// ```
/// use bedeck::par;
///
/// let mut sum = 0;
/// for i in par(1..=4) {
///     sum += i;
/// }
/// assert_eq!(sum, 10);
/// ```
#[inline(always)]
pub fn par<T>(items: T) -> T {
    items
}

/// What the attributes expand to. Promises nothing to anybody else.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "tracing")]
    pub use bedeck_runtime::tracing;
    pub use bedeck_runtime::{Argument, ByBits, ByHash, ByNothing, Distinct};
    pub use bedeck_runtime::{
        FullGuard, Guard, OutcomeGuard, Polled, ProfiledFullGuard, ProfiledGuard, Repoll, SampledGuard,
    };
    pub use bedeck_runtime::{Kind, Origin, Outcome, Site, Skipped};
    pub use bedeck_runtime::{
        LineBack, LineGuard, LineMarkBack, LinePolled, LineSlot, Lines, line, line_back, line_back_edge, line_break,
        line_closure, line_enter, line_hit, line_mark, line_mark_back, line_move, line_poll,
    };
    pub use bedeck_runtime::{
        edge, enter, enter_full, enter_outcome, enter_profiled, enter_profiled_full, enter_sampled, poll, poll_outcome,
        repoll, repoll_outcome,
    };
    pub use bedeck_runtime::{memo, pool, vectorize};
    pub use std::thread_local;
    pub use std::vec::Vec;
}
