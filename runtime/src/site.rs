//! Call sites: what the macros know about a function, in a static that costs nothing until it is called.

mod lines;

use core::any::type_name;
use core::panic::Location;
use core::sync::atomic::{AtomicPtr, AtomicU64};

pub use lines::{LineSlot, Lines};

use crate::record::distinct::Distinct;

/// What kind of thing was decorated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A function or method.
    Function,
    /// An async function, or one that returns a future.
    Async,
    /// A `timed_block!`.
    Block,
}

impl Kind {
    /// The word that stands in a report's `kind` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Function => "function",
            Kind::Async => "async",
            Kind::Block => "block",
        }
    }
}

/// A function that the attribute on its container could not decorate.
#[derive(Clone, Copy, Debug)]
pub struct Skipped {
    /// The function's own name.
    pub name: &'static str,
    /// Why it was left alone.
    pub why: &'static str,
}

/// One decorated function. Lives in a static beside the function's body.
#[derive(Debug)]
pub struct Site {
    /// The row of this site in every thread's table; 0 until the first call registers it.
    pub(crate) id: AtomicU64,
    /// The site that registered before this one.
    pub(crate) next: AtomicPtr<Site>,
    /// Calls that could not be recorded by their thread (re-entered runtime, no memory): counted here.
    pub(crate) passed: AtomicU64,
    /// Calls in flight now and their peak, each with its epoch (see `in_flight.rs`); only `in_flight` sites touch them.
    pub(crate) flying: AtomicU64,
    pub(crate) flying_peak: AtomicU64,
    /// The threshold, when a slow call was last logged (both in ticks), and how many were not since; only `log_over`
    /// sites touch them.
    pub(crate) log_over: AtomicU64,
    pub(crate) logged_at: AtomicU64,
    pub(crate) log_suppressed: AtomicU64,
    path: fn() -> &'static str,
    /// How many letters the path has more than that of the user's function.
    suffix: usize,
    name: Option<&'static str>,
    pub(crate) place: &'static Location<'static>,
    pub(crate) kind: Kind,
    pub(crate) options: Options,
    pub(crate) skipped: &'static [Skipped],
    /// What is measured line by line.
    pub(crate) lines: Option<&'static Lines>,
    /// How many different arguments it is called with.
    pub(crate) distinct: Option<&'static Distinct>,
    /// The runtime's own: no report shows it.
    pub(crate) hidden: bool,
}

/// The options of one site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Calls have nodes in the call tree.
    pub(crate) profiled: bool,
    /// Of profiled calls: what they ask the allocator for.
    pub(crate) memory: bool,
    /// Single calls are kept.
    pub(crate) timeline: bool,
    pub(crate) outcome: bool,
    pub(crate) in_flight: bool,
    pub(crate) cpu: bool,
    pub(crate) precise: bool,
    /// Time one call in this many; 1 times all.
    pub(crate) sample: u32,
    /// Log calls that take at least so many nanoseconds; 0 logs none.
    pub(crate) log_over_ns: u64,
}

/// A site that nobody has called, of no function. New sites are copies of it: for every function that is decorated the
/// compiler runs one copy instead of a call for each field.
#[expect(clippy::declare_interior_mutable_const, reason = "it is only copied from, while the compiler runs")]
const BLANK: Site = Site {
    id: AtomicU64::new(0),
    next: AtomicPtr::new(core::ptr::null_mut()),
    passed: AtomicU64::new(0),
    flying: AtomicU64::new(0),
    flying_peak: AtomicU64::new(0),
    log_over: AtomicU64::new(u64::MAX),
    logged_at: AtomicU64::new(0),
    log_suppressed: AtomicU64::new(0),
    path: type_name::<()>,
    suffix: 0,
    name: None,
    place: Location::caller(),
    kind: Kind::Function,
    options: Options {
        profiled: false,
        memory: false,
        timeline: false,
        outcome: false,
        in_flight: false,
        cpu: false,
        precise: false,
        sample: 1,
        log_over_ns: 0,
    },
    skipped: &[],
    lines: None,
    distinct: None,
    hidden: false,
};

/// Where an expansion begins a site: `Origin.site::<Here>()`. Of a method call the compiler takes the place from the
/// method's own tokens, which the expansion can give the place of the function. Of a path it would take the place of the
/// attribute, and that may stand on a whole `impl`.
#[derive(Clone, Copy, Debug)]
pub struct Origin;

impl Origin {
    /// A site whose path is that of the item around `Here`.
    #[track_caller]
    #[must_use]
    pub const fn site<Here: ?Sized>(self) -> Site {
        Site { path: type_name::<Here>, place: Location::caller(), ..BLANK }
    }

    /// A slot for a line that is written at `written`.
    #[track_caller]
    #[must_use]
    pub const fn line(self, written: u32) -> LineSlot {
        LineSlot::new(written, Location::caller())
    }
}

impl Site {
    /// A site whose path is that of the item around `Here`.
    #[track_caller]
    pub const fn new<Here: ?Sized>() -> Site {
        Site { path: type_name::<Here>, place: Location::caller(), ..BLANK }
    }

    /// Keeps the site out of reports.
    pub(crate) const fn hidden(mut self) -> Site {
        self.hidden = true;
        self
    }

    /// Sets the kind.
    pub const fn kind(mut self, kind: Kind) -> Site {
        self.kind = kind;
        self
    }

    /// Replaces the path by a name of the user's.
    pub const fn named(mut self, name: &'static str) -> Site {
        self.name = Some(name);
        self
    }

    /// The path is that of a function beside the user's, with a name that is so many letters longer.
    pub const fn suffixed(mut self, letters: usize) -> Site {
        self.suffix = letters;
        self
    }

    /// Gives calls their nodes in the call tree.
    pub const fn profiled(mut self) -> Site {
        self.options.profiled = true;
        self
    }

    /// Counts what profiled calls ask the allocator for.
    pub const fn memory(mut self) -> Site {
        self.options.memory = true;
        self
    }

    /// Keeps single calls.
    pub const fn timeline(mut self) -> Site {
        self.options.timeline = true;
        self
    }

    /// Counts ok and err.
    pub const fn outcome(mut self) -> Site {
        self.options.outcome = true;
        self
    }

    /// Keeps the peak of concurrent calls.
    pub const fn in_flight(mut self) -> Site {
        self.options.in_flight = true;
        self
    }

    /// Adds up the thread's processor time.
    pub const fn cpu(mut self) -> Site {
        self.options.cpu = true;
        self
    }

    /// Fences the clock reads.
    pub const fn precise(mut self) -> Site {
        self.options.precise = true;
        self
    }

    /// Times one call in `every`.
    pub const fn sample(mut self, every: u32) -> Site {
        self.options.sample = every;
        self
    }

    /// Logs calls of at least `nanoseconds`.
    pub const fn log_over(mut self, nanoseconds: u64) -> Site {
        self.options.log_over_ns = nanoseconds;
        self
    }

    /// Names the functions beside this one that could not be decorated.
    pub const fn skipping(mut self, skipped: &'static [Skipped]) -> Site {
        self.skipped = skipped;
        self
    }

    /// Tells its arguments apart.
    pub const fn distinct(mut self, distinct: &'static Distinct) -> Site {
        self.distinct = Some(distinct);
        self
    }

    /// Measures line by line.
    pub const fn lines(mut self, lines: &'static Lines) -> Site {
        self.lines = Some(lines);
        self
    }

    /// The name in reports: the user's, or the full path of the function.
    pub fn name(&self) -> &'static str {
        self.name.unwrap_or_else(|| {
            let path = enclosing((self.path)());
            path.get(..path.len().saturating_sub(self.suffix)).unwrap_or(path)
        })
    }
}

/// The path of the function around a marker type: without the marker, and without the closures that an
/// async body is made of.
fn enclosing(path: &'static str) -> &'static str {
    let mut path = path.rsplit_once("::").map_or(path, |(outer, _)| outer);
    while let Some(outer) = path.strip_suffix("::{{closure}}") {
        path = outer;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_ends_at_the_function() {
        assert_eq!(enclosing("app::f::Here"), "app::f");
        assert_eq!(enclosing("<app::Foo<_> as app::Tr>::get::{{closure}}::Here"), "<app::Foo<_> as app::Tr>::get");
    }

    #[test]
    fn a_site_knows_where_it_stands() {
        enum Here {}
        static SITE: Site = Site::new::<Here>();
        assert_eq!(SITE.name(), concat!(module_path!(), "::a_site_knows_where_it_stands"));
        assert!(SITE.place.file().ends_with("site.rs"));
    }
}
