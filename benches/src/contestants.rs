//! The contestants: the same functions under each attribute.

use crate::instruments::{Bedeck, Instrument, Nothing};
#[cfg(feature = "peers")]
use crate::peers::{Fastrace, Firestorm, Flame, Hotpath, Puffin, Tracing, TracingFlame};
use crate::{counter, work};

/// The functions under one attribute.
pub trait Contestant: 'static {
    /// What prepares the process for it.
    type Instrument: Instrument;
    /// Its name in the tables.
    const NAME: &'static str;
    /// The value of `BEDECK` for its process.
    const BEDECK: &'static str = "quiet";
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

/// A type and its functions: what it is called, what prepares for it, what stands around each body.
macro_rules! contestant {
    ($(#[doc = $doc:literal])* $type:ident in $module:ident, $name:literal, $instrument:ty, $around:ident
     $(, BEDECK = $bedeck:literal)? $(, #[$attribute:meta])?) => {
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
            }
        }

        $(#[doc = $doc])*
        #[derive(Debug)]
        pub struct $type;

        impl Contestant for $type {
            type Instrument = $instrument;
            const NAME: &'static str = $name;
            $(const BEDECK: &'static str = $bedeck;)?

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
contestant!(/** The call tree. */ Profiled in profiled, "`#[profiled]`", Bedeck, bare, #[bedeck::profiled]);
contestant!(
    /** The call tree in a process that records nothing. */
    ProfiledOff in profiled_off, "`#[profiled]`, `BEDECK=off`", Bedeck, bare, BEDECK = "off", #[bedeck::profiled]
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

/// Does something with each contestant's type.
pub trait Visitor {
    /// Called once for each.
    fn visit<C: Contestant>(&mut self);
}

/// A table's contestants: no instrument comes first, the floor second.
pub trait Table {
    /// Shows the visitor each, in the order of the table.
    fn visit_all(visitor: &mut impl Visitor);
}

/// What measures single functions.
#[derive(Debug)]
pub struct Timing;

impl Table for Timing {
    fn visit_all(visitor: &mut impl Visitor) {
        limits(visitor);
        timed(visitor);
        peers(visitor);
    }
}

/// What knows callers and callees.
#[derive(Debug)]
pub struct Profiling;

impl Table for Profiling {
    fn visit_all(visitor: &mut impl Visitor) {
        limits(visitor);
        visitor.visit::<Timed>();
        profiled(visitor);
        peers(visitor);
        profilers(visitor);
    }
}

/// Every contestant there is.
#[derive(Debug)]
pub struct Everybody;

impl Table for Everybody {
    fn visit_all(visitor: &mut impl Visitor) {
        limits(visitor);
        timed(visitor);
        profiled(visitor);
        peers(visitor);
        profilers(visitor);
    }
}

fn limits(visitor: &mut impl Visitor) {
    visitor.visit::<Plain>();
    visitor.visit::<Floor>();
    visitor.visit::<Instants>();
}

fn timed(visitor: &mut impl Visitor) {
    visitor.visit::<Timed>();
    visitor.visit::<TimedOff>();
    visitor.visit::<Sampled>();
    visitor.visit::<Precise>();
}

fn profiled(visitor: &mut impl Visitor) {
    visitor.visit::<Profiled>();
    visitor.visit::<ProfiledOff>();
}

#[cfg_attr(not(feature = "peers"), allow(unused_variables))]
fn peers(visitor: &mut impl Visitor) {
    #[cfg(feature = "peers")]
    {
        visitor.visit::<HotpathMeasure>();
        visitor.visit::<FastraceTrace>();
        visitor.visit::<TracingInstrument>();
    }
}

/// Peers that keep every call with its caller until they are asked.
#[cfg_attr(not(feature = "peers"), allow(unused_variables))]
fn profilers(visitor: &mut impl Visitor) {
    #[cfg(feature = "peers")]
    {
        visitor.visit::<FlameFlame>();
        visitor.visit::<FirestormFn>();
        visitor.visit::<PuffinFunction>();
        visitor.visit::<TracingFlameLayer>();
    }
}
