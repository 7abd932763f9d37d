//! What was recorded, as the texts that are asked for: made anew at most so often that nobody feels it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::body::Bytes;

use crate::report::{Report, output};

/// A text of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Page,
    Json,
    /// What the page asks for: with the text of source lines.
    PageJson,
    Prom,
}

/// No snapshot is made before the last one is so old.
const LEAST_AGE: Duration = Duration::from_millis(100);
/// Nor before so many times as long has passed as the last one took: a twentieth of a processor is the most.
const SHARE: u32 = 20;

/// The last snapshot.
#[derive(Debug, Default)]
pub(super) struct Snapshots(Mutex<Last>);

#[derive(Debug, Default)]
struct Last {
    report: Report,
    made: Option<Instant>,
    cost: Duration,
    texts: [Option<Bytes>; 4],
}

impl Snapshots {
    /// The text, of a snapshot that is as new as it may be.
    pub(super) fn text(&self, text: Text) -> Bytes {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.made.is_none_or(|made| made.elapsed() >= LEAST_AGE.max(last.cost * SHARE)) {
            *last = Last::now();
        }
        last.painted(text)
    }
}

impl Last {
    fn now() -> Last {
        let began = Instant::now();
        let report = output::current();
        Last { report, made: Some(Instant::now()), cost: began.elapsed(), texts: Default::default() }
    }

    /// Each text is painted once.
    fn painted(&mut self, text: Text) -> Bytes {
        let Last { report, cost, texts, .. } = self;
        let paint = || {
            let began = Instant::now();
            let painted = match text {
                Text::Page => report.to_live_page(),
                Text::Json => report.to_json(),
                Text::PageJson => report.to_page_json(),
                Text::Prom => report.to_prom(),
            };
            *cost += began.elapsed();
            Bytes::from(painted)
        };
        texts[text as usize].get_or_insert_with(paint).clone()
    }
}
