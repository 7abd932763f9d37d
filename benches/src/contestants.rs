//! The contestants: the same three functions under each attribute.

use crate::instruments::{Bedeck, Instrument, Nothing};
#[cfg(feature = "peers")]
use crate::peers::{Fastrace, Hotpath, Tracing};
use crate::{counter, work};

/// The three functions under one attribute.
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
    /// Every level is a call.
    fn fib(n: u64) -> u64;
}

macro_rules! bare {
    ($body:expr) => {
        $body
    };
}

macro_rules! between_counter_reads {
    ($body:expr) => {{
        let began = counter::read();
        let value = $body;
        counter::add(counter::read().wrapping_sub(began));
        value
    }};
}

macro_rules! between_instants {
    ($body:expr) => {{
        let began = std::time::Instant::now();
        let value = $body;
        counter::add(began.elapsed().as_nanos() as u64);
        value
    }};
}

/// A type and its three functions: what it is called, what prepares for it, what stands around each body.
macro_rules! contestant {
    ($(#[doc = $doc:literal])* $type:ident in $module:ident, $name:literal, $instrument:ty, $around:ident
     $(, BEDECK = $bedeck:literal)? $(, #[$attribute:meta])*) => {
        mod $module {
            #[allow(unused_imports)] // not every form has the counter around it
            use super::*;

            #[inline(never)]
            $(#[$attribute])*
            pub(super) fn tiny(x: u64) -> u64 {
                $around!(work::tiny(x))
            }

            #[inline(never)]
            $(#[$attribute])*
            pub(super) fn micro(x: u64) -> u64 {
                $around!(work::micro(x))
            }

            #[inline(never)]
            $(#[$attribute])*
            pub(super) fn fib(n: u64) -> u64 {
                $around!(if n < 2 { n } else { fib(n - 1) + fib(n - 2) })
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
#[cfg(feature = "peers")]
contestant!(/** Peer. */ HotpathMeasure in hotpath_measure, "hotpath `measure`", Hotpath, bare, #[hotpath::measure]);
#[cfg(feature = "peers")]
contestant!(/** Peer. */ FastraceTrace in fastrace_trace, "fastrace `trace`", Fastrace, bare, #[fastrace::trace]);
#[cfg(feature = "peers")]
contestant!(
    /** Peer; with this subscriber it records nothing. */
    TracingInstrument in tracing_instrument, "tracing `instrument`", Tracing, bare, #[tracing::instrument(skip_all)]
);

/// Does something with each contestant's type.
pub trait Visitor {
    /// Called once for each.
    fn visit<C: Contestant>(&mut self);
}

/// Shows the visitor every contestant, in the order of the tables.
pub fn visit_all(visitor: &mut impl Visitor) {
    visitor.visit::<Plain>();
    visitor.visit::<Floor>();
    visitor.visit::<Instants>();
    visitor.visit::<Timed>();
    visitor.visit::<TimedOff>();
    visitor.visit::<Sampled>();
    visitor.visit::<Precise>();
    #[cfg(feature = "peers")]
    {
        visitor.visit::<HotpathMeasure>();
        visitor.visit::<FastraceTrace>();
        visitor.visit::<TracingInstrument>();
    }
}
