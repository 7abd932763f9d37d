//! How the peers are brought to record, without a report that anybody sees.

mod profilers;

pub use profilers::{Firestorm, Flame, Puffin, TracingFlame};

use std::any::Any;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use fastrace::Span;
use fastrace::collector::{Config, Reporter, SpanContext, SpanRecord};
use fastrace::local::LocalParentGuard;
use tracing::{Event, Metadata, span};

use crate::instruments::Instrument;

/// hotpath: a guard, whose report goes to a file that is read and removed.
#[derive(Debug)]
pub struct Hotpath;

impl Hotpath {
    fn report_path() -> PathBuf {
        std::env::temp_dir().join(format!("bedeck-benches-hotpath-{}.json", std::process::id()))
    }
}

impl Instrument for Hotpath {
    type Scope = ();

    fn prepare() -> Box<dyn Any> {
        let builder = hotpath::HotpathGuardBuilder::new("benches").format(hotpath::Format::Json);
        Box::new(builder.output_path(Hotpath::report_path()).build())
    }

    fn scope() {}

    fn recorded(function: &str) -> Option<u64> {
        let path = Hotpath::report_path();
        let report = std::fs::read_to_string(&path).ok()?;
        std::fs::remove_file(path).ok()?;
        let (_, row) = report.split_once(&format!("hotpath_measure::{function}\""))?;
        let (_, calls) = row.split_once("\"calls\":")?;
        calls.trim_start().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }
}

/// fastrace: a reporter that counts spans and throws them away, and a root span.
#[derive(Debug)]
pub struct Fastrace;

static SPANS: AtomicU64 = AtomicU64::new(0);
const ROOT: &str = "benches";

struct Discard;

impl Reporter for Discard {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        let calls = spans.iter().filter(|span| span.name != ROOT).count();
        SPANS.fetch_add(calls as u64, Relaxed);
    }
}

impl Instrument for Fastrace {
    /// Dropped in this order: the guard, then the root, which hands the spans over.
    type Scope = (LocalParentGuard, Span);

    fn prepare() -> Box<dyn Any> {
        fastrace::set_reporter(Discard, Config::default());
        Box::new(())
    }

    fn scope() -> Self::Scope {
        let root = Span::root(ROOT, SpanContext::random());
        (root.set_local_parent(), root)
    }

    fn recorded(_: &str) -> Option<u64> {
        fastrace::flush();
        Some(SPANS.load(Relaxed))
    }
}

/// tracing: a subscriber that is interested in everything and keeps nothing.
#[derive(Debug)]
pub struct Tracing;

struct Indifferent;

impl tracing::Subscriber for Indifferent {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

impl Instrument for Tracing {
    type Scope = ();

    fn prepare() -> Box<dyn Any> {
        tracing::subscriber::set_global_default(Indifferent).expect("the only subscriber of this process");
        Box::new(())
    }

    fn scope() {}

    fn recorded(_: &str) -> Option<u64> {
        Some(0)
    }
}
