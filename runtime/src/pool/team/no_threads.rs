//! Where there are no threads.

use super::places::Places;

/// None.
pub(super) enum Threads {
    Around,
}

impl Threads {
    pub(super) fn start(_: &'static str, _: usize) -> Result<Threads, String> {
        Err("this target has none".to_owned())
    }

    pub(super) fn around() -> Option<usize> {
        None
    }

    pub(super) fn is_own(&self) -> bool {
        false
    }

    pub(super) fn places(&self) -> Option<&Places> {
        None
    }

    pub(super) fn spawn(&self, job: impl FnOnce() + Send + 'static) {
        job();
    }
}
