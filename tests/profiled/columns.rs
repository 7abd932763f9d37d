//! The columns of one function, and those of two attributes on it.

use bedeck::{profiled, timed};

use crate::rows::row;

#[timed(outcome, in_flight)]
#[profiled]
fn timed_outside(n: u32) -> Result<u32, u32> {
    if n == 0 { Err(0) } else { Ok(timed_outside(n - 1).unwrap_or(0) + 1) }
}

#[profiled(name = "columns: inside")]
#[timed(sample = 2, name = "columns: inside")]
fn timed_inside() {}

struct Both(u32);

#[profiled]
#[timed]
impl Both {
    fn method(self) -> u32 {
        self.0
    }

    #[timed(skip)]
    fn not_timed(self) -> u32 {
        self.0 + 1
    }

    #[profiled(skip)]
    fn not_profiled(self) -> u32 {
        self.0 + 2
    }
}

#[test]
fn both_attributes_make_one_row_with_both_sets_of_columns() {
    assert_eq!(timed_outside(3), Ok(3));
    let row = row("columns::timed_outside");
    assert_eq!((row.calls, row.primitive_calls), (4, Some(1)));
    assert_eq!((row.ok, row.err, row.in_flight_peak), (Some(3), Some(1), Some(4)));
    assert!(row.self_ns.is_some() && row.net_self_ns <= row.self_ns);
    assert_eq!(row.histogram.iter().map(|(_, count)| count).sum::<u64>(), 4);
}

#[test]
fn the_order_of_both_does_not_matter() {
    (0..10).for_each(|_| timed_inside());
    let row = row("columns: inside");
    assert_eq!((row.calls, row.primitive_calls, row.sample), (10, Some(10), Some(2)));
}

#[test]
fn each_attribute_of_a_container_has_its_own_skip() {
    assert_eq!(Both(1).method() + Both(1).not_timed() + Both(1).not_profiled(), 6);
    assert_eq!(row("Both::method").primitive_calls, Some(1));
    assert_eq!(row("Both::not_timed").primitive_calls, Some(1));
    assert_eq!(row("Both::not_profiled").primitive_calls, None);
}

#[timed]
fn only_timed() {}

#[test]
fn what_is_not_profiled_has_no_columns_of_the_tree() {
    only_timed();
    let row = row("columns::only_timed");
    assert_eq!((row.primitive_calls, row.self_ns, row.net_self_ns), (None, None, None));
}

#[profiled(timeline)]
fn kept(n: u32) -> u32 {
    if n == 0 { 0 } else { 1 + kept(n - 1) }
}

#[test]
fn a_timeline_has_every_call_inside_its_caller() {
    assert_eq!(kept(4), 4);
    let report = bedeck::report();
    let spans: Vec<_> = report.timeline.iter().filter(|span| span.function.ends_with("columns::kept")).collect();
    assert_eq!(spans.len(), 5);
    for pair in spans.windows(2) {
        let [outer, inner] = [pair[0], pair[1]].map(|span| (span.start_ns, span.start_ns + span.duration_ns));
        // Each end is rounded by itself.
        assert!(outer.0 <= inner.0 && inner.1 <= outer.1 + 2, "{spans:?}");
    }
    assert_eq!(row("columns::kept").max_ns, Some(spans[0].duration_ns));
}
