//! The bar that `#[parallel(progress)]` shows on a terminal while a region runs.
//!
//! Threads at work count into one word, a thousand times a run; a thread of its own looks at it ten times a second and draws.

use core::ops::ControlFlow;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::io::IsTerminal as _;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::crew::Work;
use crate::config;

/// How often the bar is drawn, and when first: what ends sooner needs none.
const PAUSE: Duration = Duration::from_millis(100);
/// How often the threads at work count, over the whole run.
const PIECES: usize = 1024;

/// There is one bar at a time: a run that begins meanwhile, inside or beside, has none.
static IS_SHOWN: AtomicBool = AtomicBool::new(false);

/// Does `run` with this work, under a bar where stderr is a terminal.
pub(super) fn shown<R>(
    name: &'static str,
    items: usize,
    grain: usize,
    work: &Work<'_>,
    run: impl FnOnce(&Work<'_>) -> R,
) -> R {
    let Some(bar) = Bar::begin(name, items) else { return run(work) };
    let piece = (items / PIECES).max(1).checked_next_multiple_of(grain).unwrap_or(items);
    run(&|start, length| {
        let mut left = length;
        while left > 0 {
            let part = piece.min(left);
            if let ControlFlow::Break(()) = work(start + length - left, part) {
                return ControlFlow::Break(());
            }
            bar.shared.done.fetch_add(part, Relaxed);
            left -= part;
        }
        ControlFlow::Continue(())
    })
}

/// A bar that is drawn until this is dropped.
struct Bar {
    shared: Arc<Shared>,
    drawing: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    done: AtomicUsize,
    has_ended: Mutex<bool>,
    end: Condvar,
}

impl Bar {
    fn begin(name: &'static str, items: usize) -> Option<Bar> {
        let settings = config::settings();
        if settings.quiet || settings.off || !std::io::stderr().is_terminal() || IS_SHOWN.swap(true, Relaxed) {
            return None;
        }
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        // Without a thread there is a run all the same.
        let drawing = Builder::new().name("bedeck-progress".to_owned()).spawn(move || theirs.draw(name, items)).ok();
        Some(Bar { shared, drawing })
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        *self.shared.has_ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.end.notify_one();
        if let Some(drawing) = self.drawing.take() {
            let _ = drawing.join();
        }
        IS_SHOWN.store(false, Relaxed);
    }
}

impl Shared {
    /// Draws until the end, and leaves nothing behind.
    fn draw(&self, name: &str, items: usize) {
        let began = Instant::now();
        let mut bar = None;
        loop {
            let ended = self.has_ended.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self.end.wait_timeout_while(ended, PAUSE, |ended| !*ended);
            if *waited.unwrap_or_else(PoisonError::into_inner).0 {
                break;
            }
            let bar = bar.get_or_insert_with(|| empty(name, items).with_elapsed(began.elapsed()));
            bar.update(|state| state.set_pos(self.done.load(Relaxed) as u64));
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
    }
}

/// A bar of nothing yet.
fn empty(name: &str, items: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(items as u64), ProgressDrawTarget::stderr_with_hz(20));
    let style = ProgressStyle::with_template("{msg}  [{wide_bar}]  {human_pos} of {human_len}  {left}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ").with_key("left", left);
    let name = name.rsplit("::").next().unwrap_or(name);
    bar.with_style(style).with_message(name.to_owned())
}

/// The time that the rest will take, once something is done.
fn left(state: &ProgressState, out: &mut dyn core::fmt::Write) {
    if state.pos() > 0 {
        let _ = write!(out, "{:#} left", HumanDuration(state.eta()));
    }
}
