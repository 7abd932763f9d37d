//! Which contestants a table has.

use crate::contestants::*;

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
        visitor.visit::<Profiled>();
        visitor.visit::<ProfiledOff>();
        peers(visitor);
        profilers(visitor);
    }
}

/// What knows lines.
#[derive(Debug)]
pub struct Lines;

impl Table for Lines {
    fn visit_all(visitor: &mut impl Visitor) {
        visitor.visit::<Plain>();
        visitor.visit::<LineFloor>();
        visitor.visit::<Profiled>();
        visitor.visit::<ProfiledLines>();
        visitor.visit::<SampledLines>();
        visitor.visit::<LinesAndMemory>();
    }
}

/// What knows memory.
#[derive(Debug)]
pub struct Memory;

impl Table for Memory {
    fn visit_all(visitor: &mut impl Visitor) {
        visitor.visit::<Plain>();
        visitor.visit::<Floor>();
        visitor.visit::<PlainCounting>();
        visitor.visit::<Profiled>();
        visitor.visit::<MemoryUncounted>();
        visitor.visit::<ProfiledMemory>();
    }
}

/// Every contestant there is.
#[derive(Debug)]
pub struct Everybody;

impl Table for Everybody {
    fn visit_all(visitor: &mut impl Visitor) {
        limits(visitor);
        timed(visitor);
        visitor.visit::<Profiled>();
        visitor.visit::<ProfiledOff>();
        visitor.visit::<LineFloor>();
        visitor.visit::<ProfiledLines>();
        visitor.visit::<SampledLines>();
        visitor.visit::<PlainCounting>();
        visitor.visit::<MemoryUncounted>();
        visitor.visit::<ProfiledMemory>();
        visitor.visit::<LinesAndMemory>();
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
