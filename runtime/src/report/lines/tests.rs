//! From tallies of slots to lines with their text.

use super::*;
use crate::site::{LineSlot, Origin};

enum Here {}

const SCALE: Scale = Scale { ns_per_tick: 0.5 };

fn tally(hits: u64, ticks: u64) -> LineTally {
    LineTally { hits, ticks, alloc_bytes: 0 }
}

/// A function with a closing brace three lines below its name, and two statements on one line between them.
macro_rules! site {
    ($name:literal, $root:expr $(, .$mode:ident())?) => {{
        const FIRST: u32 = line!();
        static SLOTS: [LineSlot; 4] = [Origin.line(FIRST), Origin.line(FIRST), Origin.line(FIRST), Origin.line(1)];
        static LINES: Lines = Lines::new(&SLOTS, FIRST + 2, $root)$(.$mode())?;
        static SITE: Site = Origin.site::<Here>().named($name).lines(&LINES);
        &SITE
    }};
}

#[test]
fn slots_on_one_line_are_one_line_and_the_others_have_their_text() {
    let site = site!("whole", option_env!("CARGO_MANIFEST_DIR"));
    let rows = rows(vec![(site, vec![tally(3, 10), tally(30, 100), tally(7, 1000), tally(1, 2)])], SCALE, false);
    let figures: Vec<_> = rows.iter().map(|row| (row.line - site.place.line(), row.hits, row.total_ns)).collect();
    assert_eq!(figures, [(0, Some(3), Some(556)), (1, None, None), (2, None, None)]);
    assert!(rows[0].from_macro && !rows[1].from_macro, "the last slot was written on line 1");
    assert!(rows[0].source.as_deref().is_some_and(|text| text.contains("site!(\"whole\"")), "{rows:?}");
    assert!(rows[1].source.as_deref().is_some_and(|text| text.contains("let rows")), "{rows:?}");
    assert!(rows.iter().all(|row| row.mode == "exact" && row.alloc_bytes.is_none() && row.function == "whole"));
}

#[test]
fn without_the_file_only_measured_lines_are_there() {
    const SITE: &Site = {
        static SLOTS: [LineSlot; 1] = [Origin.line(line!())];
        static LINES: Lines = Lines::new(&SLOTS, 10_000_000, None);
        static SITE: Site = Origin.site::<Here>().named("gone").lines(&LINES);
        &SITE
    };
    let mut listing = listings(vec![(SITE, vec![tally(1, 2)]), (SITE, vec![tally(2, 6)])], false).remove(0);
    listing.sums =
        core::mem::take(&mut listing.sums).into_iter().map(|((_, line), sum)| (("gone.rs", line), sum)).collect();
    let rows = listing.rows(&mut Sources::default(), SCALE);
    let measured: Vec<_> =
        rows.iter().filter(|row| row.hits.is_some()).map(|row| (row.hits, row.total_ns, row.file)).collect();
    assert_eq!(measured, [(Some(3), Some(4), "gone.rs")]);
    assert_eq!(rows.last().unwrap().source, None);
}

#[test]
fn sampled_lines_have_no_hits() {
    let site = site!("sampled", None, .sampled());
    let rows = rows(vec![(site, vec![tally(0, 10); 4])], SCALE, false);
    assert_eq!((rows[0].hits, rows[0].total_ns, rows[0].mode), (None, Some(20), "sampled"));
}
