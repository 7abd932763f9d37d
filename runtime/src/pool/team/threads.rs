//! The threads themselves, which rayon-core keeps.

use std::sync::Arc;

use super::places::Places;

/// A pool of our own, or the one around.
pub(super) enum Threads {
    Own(rayon_core::ThreadPool, Arc<Places>),
    Around,
}

impl Threads {
    /// So many threads.
    pub(super) fn start(name: &'static str, threads: usize) -> Result<Threads, String> {
        let places = Arc::new(Places::default());
        let started = Arc::clone(&places);
        let builder = rayon_core::ThreadPoolBuilder::new().num_threads(threads).spawn_handler(move |thread| {
            let builder = std::thread::Builder::new().name(format!("{name}-{}", thread.index()));
            started.enlist(&builder.spawn(|| thread.run())?);
            Ok(())
        });
        let pool = builder.build();
        pool.map(|pool| Threads::Own(pool, places)).map_err(|error| error.to_string())
    }

    /// How many threads the pool has that this thread belongs to, if it belongs to one.
    pub(super) fn around() -> Option<usize> {
        rayon_core::current_thread_index().map(|_| rayon_core::current_num_threads())
    }

    /// Whether nobody else uses the threads.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Threads::Own(..))
    }

    /// Where the threads run, if they are our own.
    pub(super) fn places(&self) -> Option<&Places> {
        match self {
            Threads::Own(_, places) => Some(places),
            Threads::Around => None,
        }
    }

    /// Has one of them run it.
    pub(super) fn spawn(&self, job: impl FnOnce() + Send + 'static) {
        match self {
            Threads::Own(pool, _) => pool.spawn(job),
            Threads::Around => rayon_core::spawn(job),
        }
    }
}
