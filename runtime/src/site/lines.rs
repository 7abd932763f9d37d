//! What the macros know about the lines of a function.

use core::panic::Location;

/// The lines of a function that is measured line by line. Lives in a static beside its site.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    /// What has a tick, in the order of the text; the signature first.
    pub(crate) slots: &'static [LineSlot],
    /// The line of the brace that closes the body, as the macro saw it.
    pub(crate) end: u32,
    pub(crate) sampled: bool,
    pub(crate) memory: bool,
    /// The package's folder, from which relative paths of source files may be found.
    pub(crate) root: Option<&'static str>,
}

/// A place in a function that has a tick.
#[derive(Clone, Copy, Debug)]
pub struct LineSlot {
    /// Where its text stands, as the macro saw it.
    written: u32,
    /// Where the compiler says that it is: at the outermost call of the macros that made it.
    pub(crate) place: &'static Location<'static>,
    /// Whether it was compiled.
    pub(crate) exists: bool,
}

impl Lines {
    /// Exact lines.
    pub const fn new(slots: &'static [LineSlot], end: u32, root: Option<&'static str>) -> Lines {
        Lines { slots, end, sampled: false, memory: false, root }
    }

    /// Ticks only store where they are; a thread looks.
    pub const fn sampled(mut self) -> Lines {
        self.sampled = true;
        self
    }

    /// Charges what is allocated to lines too.
    pub const fn memory(mut self) -> Lines {
        self.memory = true;
        self
    }
}

impl LineSlot {
    pub(super) const fn new(written: u32, place: &'static Location<'static>) -> LineSlot {
        LineSlot { written, place, exists: true }
    }

    /// The slot of a statement that is compiled under a condition.
    #[must_use]
    pub const fn only_if(mut self, condition: bool) -> LineSlot {
        self.exists &= condition;
        self
    }

    /// Whether a macro made the statement: then its text stands in the macro, and its place is that of the macro's call.
    pub(crate) fn is_from_macro(&self) -> bool {
        self.written != self.place.line()
    }
}
