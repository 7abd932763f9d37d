//! Which time went by at work: a function that waits for other threads has much self time, and is none that matters.

use crate::hash::{Map, map_for};
use crate::report::data::{Report, Thread};
use crate::report::names::Place;

/// The self time of each function, in every thread only the part that its processor time is of its whole time. `None` where that
/// is not known, or nobody can wait for anybody: on one thread, to wait for a disk is what takes the time.
pub(super) fn at_work(report: &Report) -> Option<Map<Place<'_>, u64>> {
    let busy = |thread: &Thread| Some(thread.busy_ns? as f64 / thread.wall_ns?.max(1) as f64);
    let parts: Option<Map<&str, f64>> =
        report.threads.iter().map(|thread| Some((thread.name.as_str(), busy(thread)?.min(1.0)))).collect();
    let parts = parts.filter(|parts| parts.len() > 1)?;
    let mut at_work: Map<Place<'_>, u64> = map_for(report.tree.len());
    for node in &report.tree {
        let part = parts.get(node.thread.as_str()).unwrap_or(&1.0);
        let sum = at_work.entry((node.function.as_str(), node.file, node.line)).or_default();
        *sum = sum.saturating_add((node.self_ns as f64 * part) as u64);
    }
    Some(at_work)
}
