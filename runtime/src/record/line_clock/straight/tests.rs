//! Instructions against plain Rust.

use super::{instructions, portable};
use crate::record::cell::load;
use crate::record::line_clock::{Clock, line_enter};
use crate::record::thread::local;
use crate::site::{LineSlot, Lines, Origin, Site};

enum Here {}

static SLOTS: [LineSlot; 4] = [Origin.line(1); 4];
static LINES: Lines = Lines::new(&SLOTS, 1, None);

/// Hits and ticks of every cell, and on which the clock stands.
fn state(clock: Clock) -> (Vec<(u64, u64)>, u64) {
    let head = clock.head();
    let cells = (0..head.cells).map(|number| clock.cell(number));
    (cells.map(|cell| (load!(cell.hits), load!(cell.ticks))).collect(), load!(head.current))
}

/// Runs the same steps in both ways, each with a clock of its own.
fn both(sites: [&'static Site; 2], steps: impl Fn(Clock, &'static Site, bool)) -> [(Vec<(u64, u64)>, u64); 2] {
    [(sites[0], false), (sites[1], true)].map(|(site, plain)| {
        let _guard = line_enter(site);
        let clock = local().lines.get();
        steps(clock, site, plain);
        state(clock)
    })
}

const fn measured() -> Site {
    Origin.site::<Here>().lines(&LINES)
}

#[test]
fn counts_and_marks_are_the_same() {
    static ONE: Site = measured();
    static OTHER: Site = measured();
    let [instructions, portable] = both([&ONE, &OTHER], |clock, site, plain| {
        static FOREIGN: Site = measured();
        let (count, mark) = if plain {
            (portable::count as fn(Clock, &'static Site, u64, u64), portable::mark as fn(Clock, &'static Site, u64))
        } else {
            (
                instructions::count as fn(Clock, &'static Site, u64, u64),
                instructions::mark as fn(Clock, &'static Site, u64),
            )
        };
        count(clock, site, 2, 1);
        count(clock, site, 2, 1);
        count(clock, site, 3, 1);
        count(clock, site, 3, u64::MAX);
        count(clock, site, 5, 1);
        count(clock, &FOREIGN, 2, 1);
        count(Clock::NOWHERE, site, 0, 1);
        mark(clock, site, 4);
        mark(clock, site, 5);
        mark(clock, &FOREIGN, 1);
        mark(Clock::NOWHERE, site, 0);
    });
    assert_eq!(instructions.1, 4);
    let hits = |cells: &[(u64, u64)]| cells.iter().map(|cell| cell.0).collect::<Vec<u64>>();
    assert_eq!(hits(&instructions.0), [0, 1, 2, 0, 0]);
    assert_eq!((hits(&instructions.0), instructions.1), (hits(&portable.0), portable.1));
}

#[test]
fn every_tick_goes_to_the_cell_that_was_current() {
    static ONE: Site = measured();
    static OTHER: Site = measured();
    let [instructions, portable] = both([&ONE, &OTHER], |clock, site, plain| {
        static FOREIGN: Site = measured();
        let advance = if plain { portable::advance } else { instructions::advance };
        for (cell, hits) in [(2, 1), (3, 0), (2, 1), (1, 1), (4, 0), (5, 1)] {
            let before = state(clock);
            advance(clock, site, cell, hits);
            advance(clock, &FOREIGN, cell, hits);
            let after = state(clock);
            let charged: u64 = after.0.iter().map(|cell| cell.1).fold(0, u64::wrapping_add);
            assert_eq!(charged, load!(clock.head().last), "all that was charged is the clock's reading");
            let unmoved = |at: &usize| *at != before.1 as usize;
            assert!((0..5).filter(unmoved).all(|at| before.0[at].1 == after.0[at].1), "{before:?} {after:?}");
        }
    });
    let hits = |cells: &[(u64, u64)]| cells.iter().map(|cell| cell.0).collect::<Vec<u64>>();
    assert_eq!(hits(&instructions.0), [0, 2, 2, 0, 0]);
    assert_eq!((hits(&instructions.0), instructions.1), (hits(&portable.0), portable.1));
}
