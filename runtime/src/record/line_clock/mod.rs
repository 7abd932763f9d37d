// unsafe: a clock's cells lie behind it, in raw memory that is never freed.
//! Line clocks: what one thread records of the source lines of one function.
//!
//! While a call runs, the clock stands on the cell of one line. A tick charges what has passed since the last one to that
//! cell, and moves to the next: so every moment of a call is charged to one line, however the call goes on or ends, and of
//! a recursive function the call that is innermost. Cell 0 stands for the time between the calls.
//!
//! All that was ever charged adds up to the clock's last reading, and so does what is charged wrongly negative where the clock went
//! back. By that a reader tells a consistent cut from a torn one, and a tick need not announce that it writes.

mod guard;
mod poll;
mod read;
mod sampler;
mod straight;
#[cfg(test)]
mod tests;
mod tick;

use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

pub use guard::{LineGuard, line_closure, line_enter};
pub use poll::{LinePolled, line_poll};
pub(crate) use read::{LineTally, lines};
#[cfg(unix)]
pub(crate) use sampler::forget;
pub use tick::{LineBack, line, line_back, line_back_edge, line_break, line_hit, line_move};
pub use tick::{LineMarkBack, line_mark, line_mark_back};

use super::cell::{load, publish, store};
use super::shard::Shard;
use super::thread::{alone, attach, take_memory};
use crate::record::memory::thread_alloc_bytes;
use crate::site::Site;
use crate::start::ready;

/// What was recorded of one line. All zero bytes are a valid one.
#[repr(C)]
struct LineCell {
    hits: AtomicU64,
    ticks: AtomicU64,
    alloc_bytes: AtomicU64,
    /// Makes the size a power of two.
    _spare: u64,
}

/// A clock without its cells, which follow it in memory: its size is that of some cells, on every target.
#[repr(C, align(32))]
pub(in crate::record) struct Head {
    site: Option<&'static Site>,
    /// How many cells follow.
    cells: u64,
    /// The epoch of what the cells hold.
    epoch: AtomicU64,
    /// The cell of the line that runs.
    current: AtomicU64,
    /// When it was last charged, and what the thread had allocated then.
    last: AtomicU64,
    last_bytes: AtomicU64,
    sampled: bool,
    memory: bool,
    /// The sampled clock that was made before this one.
    next: AtomicPtr<Head>,
}

/// The cell of the time between calls.
const IDLE: u64 = 0;

/// A clock. It is never freed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::record) struct Clock(*const Head);

/// The clock of a thread in which no call is open: of no function, without cells.
static NOWHERE: Head = Head {
    site: None,
    cells: 0,
    epoch: AtomicU64::new(0),
    current: AtomicU64::new(0),
    last: AtomicU64::new(0),
    last_bytes: AtomicU64::new(0),
    sampled: false,
    memory: false,
    next: AtomicPtr::new(core::ptr::null_mut()),
};

impl Clock {
    pub(in crate::record) const NOWHERE: Clock = Clock(&raw const NOWHERE);

    #[inline(always)]
    fn head(self) -> &'static Head {
        // SAFETY: every clock points at a head that is never freed.
        unsafe { &*self.0 }
    }

    /// A cell that exists.
    #[inline(always)]
    fn cell(self, number: u64) -> &'static LineCell {
        debug_assert!(number < self.head().cells);
        // SAFETY: the cells follow the head in one piece of memory, and callers have compared `number` with how many there
        // are.
        unsafe { &*self.0.add(1).cast::<LineCell>().add(number as usize) }
    }

    /// Whether this is the clock of `site`, with such a cell.
    #[inline(always)]
    fn serves(self, site: &'static Site, cell: u64) -> bool {
        let head = self.head();
        head.site.is_some_and(|own| core::ptr::eq(own, site)) && cell < head.cells
    }

    /// The current line is charged with what has passed.
    #[inline(always)]
    fn charge(self, now: u64) {
        let head = self.head();
        let cell = self.cell(load!(head.current));
        store!(cell.ticks, load!(cell.ticks).wrapping_add(now.wrapping_sub(load!(head.last))));
        if head.memory {
            self.charge_memory(cell);
        }
    }

    #[inline(never)]
    fn charge_memory(self, cell: &LineCell) {
        let (head, bytes) = (self.head(), thread_alloc_bytes());
        store!(cell.alloc_bytes, load!(cell.alloc_bytes).wrapping_add(bytes.wrapping_sub(load!(head.last_bytes))));
        store!(head.last_bytes, bytes);
    }

    /// Another line runs from now on.
    #[inline(always)]
    fn stand_on(self, cell: u64, now: u64) {
        let head = self.head();
        store!(head.current, cell);
        publish!(head.last, now);
    }

    /// Empties the clock for a new epoch.
    fn renew(self, epoch: u64) {
        let head = self.head();
        store!(head.current, IDLE);
        for number in 0..head.cells {
            let cell = self.cell(number);
            [&cell.hits, &cell.ticks, &cell.alloc_bytes].into_iter().for_each(|count| store!(*count, 0));
        }
        store!(head.last, 0);
        publish!(head.epoch, epoch);
    }
}

/// The cell of a slot of the macro's.
#[inline(always)]
fn cell_of(slot: u32) -> u64 {
    slot as u64 + 1
}

impl Shard {
    /// The thread's line clock of the function; nowhere, as long as it has none.
    #[inline(always)]
    fn line_clock(&self) -> Clock {
        let head = self.lines.load(Ordering::Acquire);
        if head.is_null() { Clock::NOWHERE } else { Clock(head) }
    }

    /// The owner ends: the lines that its open calls are on will never be left.
    pub(in crate::record) fn settle_lines(&self) {
        let clock = self.line_clock();
        if clock != Clock::NOWHERE {
            store!(clock.head().current, IDLE);
        }
    }
}

/// This thread's clock of `site` in the epoch that lasts now, made or emptied if need be.
///
/// `None` when the runtime is off or already at work in this thread, or when there is no memory.
#[cold]
#[inline(never)]
fn find(site: &'static Site) -> Option<Clock> {
    let epoch = ready()?;
    let shard = attach(site, epoch)?;
    let known = shard.line_clock();
    let clock = if known == Clock::NOWHERE { alone(|| make(site, shard)).flatten()? } else { known };
    if load!(clock.head().epoch) != epoch {
        clock.renew(epoch);
    }
    if clock.head().sampled {
        sampler::start();
    }
    Some(clock)
}

/// The memory of a head is that of so many cells.
const HEAD: usize = size_of::<Head>() / size_of::<LineCell>();
const _: () = assert!(size_of::<Head>() == HEAD * size_of::<LineCell>());

fn make(site: &'static Site, shard: &Shard) -> Option<Clock> {
    let lines = site.lines?;
    let cells = lines.slots.len() + 1;
    let head = take_memory::<LineCell>(HEAD + cells)?.cast::<Head>();
    // SAFETY: fresh memory of the right size and alignment that nobody else knows; the cells behind are valid, being zero.
    unsafe {
        head.write(Head {
            site: Some(site),
            cells: cells as u64,
            epoch: AtomicU64::new(0),
            current: AtomicU64::new(IDLE),
            last: AtomicU64::new(0),
            last_bytes: AtomicU64::new(0),
            sampled: lines.sampled,
            memory: lines.memory,
            next: AtomicPtr::new(core::ptr::null_mut()),
        });
    }
    shard.lines.store(head.as_ptr(), Ordering::Release);
    let clock = Clock(head.as_ptr());
    if lines.sampled {
        sampler::add(clock);
    }
    Some(clock)
}
