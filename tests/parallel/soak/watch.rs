//! Who is at what, and whether anything moves.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// If a caller is at one act for longer, something hangs.
const LONGEST: Duration = Duration::from_secs(60);

/// A caller's act, and since when.
type Act = Option<(&'static str, Instant)>;

pub(super) struct Watch {
    callers: Vec<Mutex<Act>>,
    counts: Mutex<BTreeMap<&'static str, u64>>,
    acts: AtomicU64,
}

impl Watch {
    pub(super) fn new(callers: usize) -> Watch {
        let callers = (0..callers).map(|_| Mutex::new(None)).collect();
        Watch { callers, counts: Mutex::default(), acts: AtomicU64::new(0) }
    }

    pub(super) fn begins(&self, caller: usize, act: &'static str) {
        self.set(caller, Some((act, Instant::now())));
        self.acts.fetch_add(1, Ordering::Relaxed);
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(act).or_default() += 1;
    }

    pub(super) fn ends(&self, caller: usize) {
        self.set(caller, None);
    }

    fn set(&self, caller: usize, act: Act) {
        *self.callers[caller].lock().unwrap_or_else(PoisonError::into_inner) = act;
    }

    pub(super) fn acts(&self) -> u64 {
        self.acts.load(Ordering::Relaxed)
    }

    /// How often each was begun.
    pub(super) fn counts(&self) -> String {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|(act, count)| format!("{act} {count}")).collect::<Vec<_>>().join(", ")
    }

    /// Looks until all is over; ends the process if a caller stands still.
    pub(super) fn until(&self, is_over: &AtomicBool) {
        while !is_over.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(50));
            let act = |caller: &Mutex<Act>| *caller.lock().unwrap_or_else(PoisonError::into_inner);
            let acts: Vec<Act> = self.callers.iter().map(act).collect();
            // A caller that failed has the last word of its thread, and does not hang.
            if acts.iter().flatten().any(|(_, since)| since.elapsed() > LONGEST) {
                for (caller, (act, since)) in acts.iter().enumerate().filter_map(|(at, act)| Some((at, (*act)?))) {
                    eprintln!("caller {caller} is at {act} for {:.1} s", since.elapsed().as_secs_f64());
                }
                threads();
                eprintln!("nothing moves after {} acts: {}", self.acts(), self.counts());
                std::process::abort();
            }
        }
    }
}

/// What the system says of every thread: its name, whether it sleeps, and where in the kernel.
fn threads() {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return };
    for thread in threads.flatten() {
        let read = |name: &str| std::fs::read_to_string(thread.path().join(name)).unwrap_or_default();
        let status = read("status");
        let state = status.lines().find_map(|line| line.strip_prefix("State:")).unwrap_or_default();
        eprintln!("thread {}: {} {}", read("comm").trim(), state.trim(), read("wchan"));
    }
}
