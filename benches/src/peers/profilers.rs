//! Peers that keep every call with its caller.

use std::any::Any;
use std::io::{self, BufWriter, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tracing_flame::FlameLayer;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;

use crate::instruments::Instrument;

/// flame: keeps each call of a thread until the thread's calls are dumped, which a program has to ask for.
#[derive(Debug)]
pub struct Flame;

impl Instrument for Flame {
    type Scope = ();

    fn prepare() -> Box<dyn Any> {
        Box::new(())
    }

    fn scope() {}

    fn forget() {
        flame::clear();
    }

    /// The dump as text, one line a call, which are counted and thrown away: the shortest of its dumps.
    fn recorded(function: &str) -> Option<u64> {
        static LINES: AtomicU64 = AtomicU64::new(0);
        // Without a buffer each line arrives in one piece.
        flame::dump_text_to_writer(Lines { lines: &LINES, only: Some(format!("| {function}:")) }).ok()?;
        Some(LINES.load(Relaxed))
    }
}

/// firestorm: two events a call in a vector of the thread; three pictures when it is asked to save them.
#[derive(Debug)]
pub struct Firestorm;

impl Instrument for Firestorm {
    type Scope = ();
    const ONE_IN: u64 = 10;

    fn prepare() -> Box<dyn Any> {
        Box::new(())
    }

    fn scope() {}

    fn forget() {
        firestorm::clear();
    }

    fn recorded(_: &str) -> Option<u64> {
        let folder = std::env::temp_dir().join(format!("bedeck-benches-firestorm-{}", std::process::id()));
        firestorm::save(&folder).ok()?;
        std::fs::remove_dir_all(folder).ok()?;
        None
    }
}

/// puffin: a byte stream of the thread, which goes to the sinks when a frame ends; the sink counts and throws away.
#[derive(Debug)]
pub struct Puffin;

static SCOPES: AtomicU64 = AtomicU64::new(0);

/// A frame with one scope above all calls.
#[derive(Debug)]
pub struct Frame;

impl Drop for Frame {
    fn drop(&mut self) {
        puffin::GlobalProfiler::lock().new_frame();
    }
}

impl Instrument for Puffin {
    /// Dropped in this order: the scope, which hands over what the thread recorded, then the frame, which ends.
    type Scope = (puffin::ProfilerScope, Frame);

    fn prepare() -> Box<dyn Any> {
        puffin::set_scopes_on(true);
        puffin::GlobalProfiler::lock().add_sink(Box::new(|frame| {
            // One of them stands above the calls.
            SCOPES.fetch_add(frame.meta().num_scopes.saturating_sub(1) as u64, Relaxed);
        }));
        Box::new(())
    }

    fn scope() -> Self::Scope {
        static ID: std::sync::OnceLock<puffin::ScopeId> = std::sync::OnceLock::new();
        let id = *ID.get_or_init(|| {
            puffin::ThreadProfiler::call(|thread| thread.register_named_scope("benches", "scope", file!(), line!()))
        });
        (puffin::ProfilerScope::new(id, ""), Frame)
    }

    fn recorded(_: &str) -> Option<u64> {
        Some(SCOPES.load(Relaxed))
    }
}

/// tracing-flame: a line of text with the whole stack for each beginning and each end, here to a writer that counts them.
#[derive(Debug)]
pub struct TracingFlame;

static ENTERED_AND_LEFT: AtomicU64 = AtomicU64::new(0);

impl Instrument for TracingFlame {
    type Scope = ();
    const ONE_IN: u64 = 20;

    fn prepare() -> Box<dyn Any> {
        let layer = FlameLayer::new(BufWriter::new(Lines { lines: &ENTERED_AND_LEFT, only: None }));
        let flush = layer.flush_on_drop();
        let subscriber = Registry::default().with(layer);
        tracing::subscriber::set_global_default(subscriber).expect("the only subscriber of this process");
        Box::new(flush)
    }

    fn scope() {}

    fn recorded(_: &str) -> Option<u64> {
        Some(ENTERED_AND_LEFT.load(Relaxed) / 2)
    }
}

/// Counts lines, or those of them in which something stands, and throws them away.
struct Lines {
    lines: &'static AtomicU64,
    only: Option<String>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let found = match &self.only {
            Some(text) => usize::from(String::from_utf8_lossy(bytes).contains(text.as_str())),
            None => bytes.iter().filter(|byte| **byte == b'\n').count(),
        };
        self.lines.fetch_add(found as u64, Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
