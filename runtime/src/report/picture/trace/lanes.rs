//! Single calls in lanes in which each lies wholly inside another or beside it, which is all that readers can draw. Async
//! calls of one thread may overlap otherwise.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::forest::shown;
use crate::report::data::Span;

/// Calls of one thread that nest.
#[derive(Debug)]
pub(super) struct Lane<'a> {
    pub(super) name: String,
    /// By their beginning, the outer ones first.
    pub(super) spans: Vec<&'a Span>,
    /// The ends of the calls that are open at the beginning of the last one, the outermost first.
    open: Vec<u64>,
}

/// The lanes of all threads, in the order of the threads' numbers.
pub(super) fn lanes(timeline: &[Span]) -> Vec<Lane<'_>> {
    let mut threads: BTreeMap<u64, Vec<&Span>> = BTreeMap::new();
    for span in timeline.iter().filter(|span| span.duration_ns > 0) {
        threads.entry(span.thread_id).or_default().push(span);
    }
    let mut all = Vec::new();
    for mut spans in threads.into_values() {
        spans.sort_by_key(|span| (span.start_ns, Reverse(span.duration_ns)));
        let mut lanes: Vec<Lane<'_>> = Vec::new();
        for span in spans {
            if !lanes.iter_mut().any(|lane| lane.take(span)) {
                let name = shown(&span.thread);
                let name = if lanes.is_empty() { name.to_owned() } else { format!("{name} (overlapping)") };
                lanes.push(Lane { name, spans: vec![span], open: vec![end(span)] });
            }
        }
        all.append(&mut lanes);
    }
    all
}

fn end(span: &Span) -> u64 {
    span.start_ns.saturating_add(span.duration_ns)
}

impl<'a> Lane<'a> {
    /// Takes in a call that begins no earlier than the last one, if it nests.
    fn take(&mut self, span: &'a Span) -> bool {
        while self.open.last().is_some_and(|open| *open <= span.start_ns) {
            self.open.pop();
        }
        let nests = self.open.last().is_none_or(|open| end(span) <= *open);
        if nests {
            self.open.push(end(span));
            self.spans.push(span);
        }
        nests
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start_ns: u64, duration_ns: u64) -> Span {
        Span { thread_id: 7, thread: "t".into(), start_ns, duration_ns, ..Span::default() }
    }

    #[test]
    fn calls_that_cross_are_in_different_lanes_and_none_is_lost() {
        let timeline = [span(0, 10), span(0, 20), span(10, 10), span(5, 10), span(12, 10), span(30, 1), span(31, 0)];
        let lanes = lanes(&timeline);
        let starts: Vec<(&str, Vec<(u64, u64)>)> = lanes
            .iter()
            .map(|lane| (lane.name.as_str(), lane.spans.iter().map(|s| (s.start_ns, s.duration_ns)).collect()))
            .collect();
        let expected = [
            ("t", vec![(0, 20), (0, 10), (10, 10), (30, 1)]),
            ("t (overlapping)", vec![(5, 10)]),
            ("t (overlapping)", vec![(12, 10)]),
        ];
        assert_eq!(starts, expected);
    }
}
