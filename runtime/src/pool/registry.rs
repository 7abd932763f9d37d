//! All regions that have run.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::counts::Totals;
use super::region::Region;

/// A region, and what it had counted when the epoch began.
struct Listed {
    region: &'static Region,
    before: Totals,
}

static LIST: Mutex<Vec<Listed>> = Mutex::new(Vec::new());

fn all() -> MutexGuard<'static, Vec<Listed>> {
    LIST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A region has its first run.
pub(super) fn list(region: &'static Region) {
    if cfg!(feature = "record") {
        crate::start::ready();
    }
    all().push(Listed { region, before: Totals::default() });
}

/// What a region did in this epoch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) region: &'static Region,
    pub(crate) totals: Totals,
}

/// The regions that ran in this epoch, in the order of their first runs.
pub(crate) fn rows() -> Vec<Row> {
    let row = |listed: &Listed| Row { region: listed.region, totals: listed.region.totals().since(listed.before) };
    all().iter().map(row).filter(|row| row.totals.runs > 0).collect()
}

/// A new epoch begins.
pub(crate) fn forget() {
    super::forget_tasks();
    all().iter_mut().for_each(|listed| listed.before = listed.region.totals());
}
