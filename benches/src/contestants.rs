//! The contestants: the same functions under each attribute.

use std::hint::black_box;

use crate::instruments::{Bedeck, Instrument, Nothing};
#[cfg(feature = "peers")]
use crate::peers::{Fastrace, Firestorm, Flame, Hotpath, Puffin, Tracing, TracingFlame};
use crate::{counter, statements, work};

/// The functions under one attribute.
pub trait Contestant: 'static {
    /// What prepares the process for it.
    type Instrument: Instrument;
    /// Its name in the tables.
    const NAME: &'static str;
    /// The value of `BEDECK` for its process.
    const BEDECK: &'static str = "quiet";
    /// Whether `bedeck::Alloc` is its process's allocator.
    const COUNTING: bool = false;
    /// One multiplication.
    fn tiny(x: u64) -> u64;
    /// About a microsecond.
    fn micro(x: u64) -> u64;
    /// Two functions, each calls the same third one.
    fn alternating(x: u64) -> u64;
    /// One function that calls two.
    fn three_sites(x: u64) -> u64;
    /// Four functions, each but the last calls the next.
    fn four_deep(x: u64) -> u64;
    /// Every level is a call.
    fn fib(n: u64) -> u64;
    /// Takes memory and gives it back.
    fn boxed(x: u64) -> u64;
    /// One function of sixteen statements.
    fn statements(x: u64) -> u64;
}

macro_rules! bare {
    ($name:ident, $body:expr) => {
        $body
    };
}

macro_rules! between_counter_reads {
    ($name:ident, $body:expr) => {{
        let began = counter::read();
        let value = $body;
        counter::add(counter::read().wrapping_sub(began));
        value
    }};
}

macro_rules! between_instants {
    ($name:ident, $body:expr) => {{
        let began = std::time::Instant::now();
        let value = $body;
        counter::add(began.elapsed().as_nanos() as u64);
        value
    }};
}

#[cfg(feature = "peers")]
macro_rules! in_firestorm {
    ($name:ident, $body:expr) => {{
        firestorm::profile_fn!($name);
        $body
    }};
}

#[cfg(feature = "peers")]
macro_rules! in_puffin {
    ($name:ident, $body:expr) => {{
        puffin::profile_function!();
        $body
    }};
}

/// The functions, each under the attributes and with something around its body.
macro_rules! functions {
    ($around:ident, $attributes:tt, $($name:ident($x:ident) { $body:expr })*) => {
        $(functions!(@one $around, $attributes, $name($x) { $body });)*
    };
    (@one $around:ident, [$($attribute:meta)?], $name:ident($x:ident) { $body:expr }) => {
        #[inline(never)]
        $(#[$attribute])?
        pub(super) fn $name($x: u64) -> u64 {
            $around!($name, $body)
        }
    };
}

/// The function of sixteen statements: a special one, or the plain one.
macro_rules! sixteen {
    () => {
        statements::plain
    };
    ($name:ident) => {
        statements::$name
    };
}

/// A type and its functions: what it is called, what prepares for it, what stands around each body.
macro_rules! contestant {
    ($(#[doc = $doc:literal])* $type:ident in $module:ident, $name:literal, $instrument:ty, $around:ident
     $(, BEDECK = $bedeck:literal)? $(, COUNTING = $counting:literal)? $(, statements = $statements:ident)?
     $(, #[$attribute:meta])?) => {
        mod $module {
            #[allow(unused_imports)] // not every form has the counter around it
            use super::*;

            functions! {
                $around, [$($attribute)?],
                tiny(x) { work::tiny(x) }
                micro(x) { work::micro(x) }
                left(x) { shared(x) ^ 1 }
                right(x) { shared(x) ^ 2 }
                shared(x) { work::tiny(x) }
                outer(x) { first_of_two(x) ^ second_of_two(x) }
                first_of_two(x) { work::tiny(x) }
                second_of_two(x) { work::tiny(x) ^ 1 }
                first(x) { second(x) ^ 1 }
                second(x) { third(x) ^ 2 }
                third(x) { fourth(x) ^ 3 }
                fourth(x) { work::tiny(x) }
                fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
                boxed(x) { *black_box(Box::new(x)) }
            }
        }

        $(#[doc = $doc])*
        #[derive(Debug)]
        pub struct $type;

        impl Contestant for $type {
            type Instrument = $instrument;
            const NAME: &'static str = $name;
            $(const BEDECK: &'static str = $bedeck;)?
            $(const COUNTING: bool = $counting;)?

            #[inline(always)]
            fn tiny(x: u64) -> u64 {
                $module::tiny(x)
            }

            #[inline(always)]
            fn micro(x: u64) -> u64 {
                $module::micro(x)
            }

            #[inline(always)]
            fn alternating(x: u64) -> u64 {
                $module::left(x) ^ $module::right(x)
            }

            #[inline(always)]
            fn three_sites(x: u64) -> u64 {
                $module::outer(x)
            }

            #[inline(always)]
            fn four_deep(x: u64) -> u64 {
                $module::first(x)
            }

            #[inline(always)]
            fn fib(n: u64) -> u64 {
                $module::fib(n)
            }

            #[inline(always)]
            fn boxed(x: u64) -> u64 {
                $module::boxed(x)
            }

            #[inline(always)]
            fn statements(x: u64) -> u64 {
                sixteen!($($statements)?)(x)
            }
        }
    };
}

contestant!(/** No instrument. */ Plain in plain, "plain call", Nothing, bare);
contestant!(/** The limit. */ Floor in floor, "floor: two counter reads", Nothing, between_counter_reads);
contestant!(/** What one writes by hand. */ Instants in instants, "two `Instant::now`", Nothing, between_instants);
contestant!(/** The attribute. */ Timed in timed, "`#[timed]`", Bedeck, bare, #[bedeck::timed]);
contestant!(
    /** The attribute in a process that records nothing. */
    TimedOff in timed_off, "`#[timed]`, `BEDECK=off`", Bedeck, bare, BEDECK = "off", #[bedeck::timed]
);
contestant!(
    /** One call in 64 is timed, all are counted. */
    Sampled in sampled, "`#[timed(sample = 64)]`", Bedeck, bare, #[bedeck::timed(sample = 64)]
);
contestant!(
    /** Fenced clock reads. */
    Precise in precise, "`#[timed(precise)]`", Bedeck, bare, #[bedeck::timed(precise)]
);
contestant!(
    /** The call tree. */
    Profiled in profiled, "`#[profiled]`", Bedeck, bare, statements = profiled, #[bedeck::profiled]
);
contestant!(
    /** The call tree in a process that records nothing. */
    ProfiledOff in profiled_off, "`#[profiled]`, `BEDECK=off`", Bedeck, bare, BEDECK = "off", #[bedeck::profiled]
);
contestant!(
    /** The limit for lines. */
    LineFloor in line_floor, "floor: a counter read a statement", Nothing, between_counter_reads, statements = floor
);
contestant!(
    /** The call tree and the lines. */
    ProfiledLines in profiled_lines, "`#[profiled(lines)]`", Bedeck, bare, statements = lines,
    #[bedeck::profiled(lines)]
);
contestant!(
    /** The call tree, and the lines by a thread that looks from time to time. */
    SampledLines in sampled_lines, "`#[profiled(lines = \"sampled\")]`", Bedeck, bare, statements = sampled,
    #[bedeck::profiled(lines = "sampled")]
);
contestant!(
    /** Nothing but the allocator. */
    PlainCounting in plain_counting, "plain call, `bedeck::Alloc`", Nothing, bare, COUNTING = true
);
contestant!(
    /** Memory is asked for, and not counted. */
    MemoryUncounted in memory_uncounted, "`#[profiled(memory)]` without `bedeck::Alloc`", Bedeck, bare,
    #[bedeck::profiled(memory)]
);
contestant!(
    /** The call tree and the memory. */
    ProfiledMemory in profiled_memory, "`#[profiled(memory)]`", Bedeck, bare, COUNTING = true,
    #[bedeck::profiled(memory)]
);
contestant!(
    /** All of it. */
    LinesAndMemory in lines_and_memory, "`#[profiled(lines, memory)]`", Bedeck, bare, COUNTING = true,
    statements = lines_and_memory, #[bedeck::profiled(lines, memory)]
);
#[cfg(feature = "peers")]
contestant!(/** Peer. */ HotpathMeasure in hotpath_measure, "hotpath `measure`", Hotpath, bare, #[hotpath::measure]);
#[cfg(feature = "peers")]
contestant!(/** Peer. */ FastraceTrace in fastrace_trace, "fastrace `trace`", Fastrace, bare, #[fastrace::trace]);
#[cfg(feature = "peers")]
contestant!(
    /** Peer; with this subscriber it records nothing. */
    TracingInstrument in tracing_instrument, "tracing `instrument`", Tracing, bare, #[tracing::instrument(skip_all)]
);
#[cfg(feature = "peers")]
contestant!(/** Peer. */ FlameFlame in flame_flame, "flame `flame`", Flame, bare, #[flamer::flame]);
#[cfg(feature = "peers")]
contestant!(/** Peer. */ FirestormFn in firestorm_fn, "firestorm `profile_fn!`", Firestorm, in_firestorm);
#[cfg(feature = "peers")]
contestant!(/** Peer. */ PuffinFunction in puffin_function, "puffin `profile_function!`", Puffin, in_puffin);
#[cfg(feature = "peers")]
contestant!(
    /** Peer: the attribute of tracing under a layer that writes folded stacks. */
    TracingFlameLayer in tracing_flame_layer, "tracing-flame", TracingFlame, bare, #[tracing::instrument(skip_all)]
);
