//! Which team helps: that of the region around, that of the pool around, a named one, or the default one.

use std::sync::{Mutex, OnceLock, PoisonError};

use super::{TEAM, Team, Threads};
use crate::config;
use crate::report::output::complain;

/// What a region asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pool) struct Wanted {
    /// The name of a pool.
    pub(in crate::pool) name: Option<&'static str>,
    /// So many threads; 0 is one a core.
    pub(in crate::pool) threads: usize,
}

impl Wanted {
    pub(in crate::pool) const DEFAULT: Wanted = Wanted { name: None, threads: 0 };

    /// The team, which is made when it is first asked for; `None` if the caller is to do everything.
    pub(in crate::pool) fn find(self) -> Option<&'static Team> {
        static TEAMS: Mutex<Vec<(Wanted, Option<&'static Team>)>> = Mutex::new(Vec::new());
        if is_serial() {
            return None;
        }
        let mut teams = TEAMS.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |other: &Wanted| match self.name {
            Some(_) => other.name == self.name,
            None => *other == self,
        };
        if let Some((_, team)) = teams.iter().find(|(wanted, _)| is_it(wanted)) {
            return *team;
        }
        let threads = if self.threads == 0 { default_threads() } else { self.threads };
        let team = start(self.name.unwrap_or("bedeck"), threads);
        teams.push((self, team));
        team
    }
}

/// The team that helps a region that begins on this thread; `None` if the caller is to do everything.
pub(in crate::pool) fn team() -> Option<&'static Team> {
    static DEFAULT: OnceLock<Option<&'static Team>> = OnceLock::new();
    if let Some(team) = TEAM.get() {
        return Some(team);
    }
    if Threads::around().is_some() && !is_serial() {
        return around();
    }
    *DEFAULT.get_or_init(|| Wanted::DEFAULT.find())
}

/// `BEDECK=serial`, when a region first asked.
pub(in crate::pool) fn is_serial() -> bool {
    static SERIAL: OnceLock<bool> = OnceLock::new();
    *SERIAL.get_or_init(|| config::settings().serial)
}

/// `BEDECK=threads=N`, or one a core.
pub(in crate::pool) fn default_threads() -> usize {
    config::settings().threads.unwrap_or_else(available)
}

/// One thread a core.
pub(in crate::pool) fn available() -> usize {
    static AVAILABLE: OnceLock<usize> = OnceLock::new();
    let count = || std::thread::available_parallelism().map_or(1, usize::from);
    if cfg!(target_family = "wasm") { 1 } else { *AVAILABLE.get_or_init(count) }
}

/// Has a thread of that team run a task. Where nobody helps it runs here, or, if there could be threads, on one of its own.
pub(in crate::pool) fn spawn(wanted: Wanted, job: impl FnOnce() + Send + 'static) {
    static ONE: OnceLock<Option<&'static Team>> = OnceLock::new();
    let found = if wanted == Wanted::DEFAULT { team() } else { wanted.find() };
    let one = || if is_serial() { None } else { *ONE.get_or_init(|| start("bedeck-task", 2)) };
    match found.or_else(one) {
        Some(team) => team.submit(Box::new(job)),
        None => job(),
    }
}

/// Threads that help whoever calls them: one less than work on a region together.
fn start(name: &'static str, threads: usize) -> Option<&'static Team> {
    let helpers = threads.checked_sub(1).filter(|helpers| *helpers > 0)?;
    match Threads::start(name, helpers) {
        Ok(pool) => Some(Box::leak(Box::new(Team::of(threads, pool)))),
        Err(error) => {
            complain(&format!("no threads for `#[parallel]`, regions run on their callers: {error}"));
            None
        }
    }
}

/// The other threads of the program's own pool that this thread belongs to. Each thread has a team of its own.
fn around() -> Option<&'static Team> {
    std::thread_local! {
        static AROUND: OnceLock<Option<Lease>> = const { OnceLock::new() };
    }
    let lease = |lease: &OnceLock<Option<Lease>>| lease.get_or_init(Lease::take).as_ref().map(|lease| lease.0);
    AROUND.try_with(lease).ok().flatten()
}

/// A team for as long as a thread of a pool lives; afterwards that of another one.
struct Lease(&'static Team);

static SPARE: Mutex<Vec<&'static Team>> = Mutex::new(Vec::new());

impl Lease {
    fn take() -> Option<Lease> {
        let threads = Threads::around().filter(|threads| *threads > 1)?;
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        let found = spare.iter().position(|team| team.threads == threads);
        Some(Lease(match found {
            Some(at) => spare.swap_remove(at),
            None => Box::leak(Box::new(Team::of(threads, Threads::Around))),
        }))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        SPARE.lock().unwrap_or_else(PoisonError::into_inner).push(self.0);
    }
}
