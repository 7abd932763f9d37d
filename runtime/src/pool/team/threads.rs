//! The threads themselves, which rayon-core keeps.

/// A pool of our own, or the one around.
pub(super) enum Threads {
    Own(rayon_core::ThreadPool),
    Around,
}

impl Threads {
    /// So many threads.
    pub(super) fn start(name: &'static str, threads: usize) -> Result<Threads, String> {
        let builder = rayon_core::ThreadPoolBuilder::new().num_threads(threads);
        let pool = builder.thread_name(move |at| format!("{name}-{at}")).build();
        pool.map(Threads::Own).map_err(|error| error.to_string())
    }

    /// How many threads the pool has that this thread belongs to, if it belongs to one.
    pub(super) fn around() -> Option<usize> {
        rayon_core::current_thread_index().map(|_| rayon_core::current_num_threads())
    }

    /// Whether nobody else uses the threads.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Threads::Own(_))
    }

    /// Has one of them run it.
    pub(super) fn spawn(&self, job: impl FnOnce() + Send + 'static) {
        match self {
            Threads::Own(pool) => pool.spawn(job),
            Threads::Around => rayon_core::spawn(job),
        }
    }
}
