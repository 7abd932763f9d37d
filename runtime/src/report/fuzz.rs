//! What has to hold for any bytes that a report is read from, and for any `BEDECK`.

use super::exit::Wishes;
use super::json::report;
use super::settings::Settings;
use super::{Report, words};

/// A file that is to be a report. What reads is painted by everybody, and reads the same when it was written again.
pub fn json(bytes: &[u8]) {
    let Ok(first) = report::report(bytes) else { return };
    let written = first.to_json();
    let again = report::report(written.as_bytes()).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(again.to_json(), written, "what was written and read is not what was read");
    texts(&first);
}

/// All that a report is painted as.
fn texts(report: &Report) {
    let texts = [
        report.to_table(),
        report.to_csv(),
        report.to_markdown(),
        report.to_html(),
        report.to_prom(),
        report.to_folded(),
        report.to_speedscope(),
        report.to_trace(),
    ];
    assert!(texts.iter().all(|text| text.len() < 1 << 30));
    drop(report.to_pprof());
}

/// The variable `BEDECK`: what is read at the first call, where nothing may allocate, is what the whole list says.
pub fn words(list: &[u8]) {
    let parsed = words::parse(list);
    assert_eq!(words::early(list), Wishes::of(&Settings::of(&parsed.words)));
    for complaint in &parsed.complaints {
        assert!(complaint.contains("BEDECK") && !complaint.contains('\n'), "{complaint}");
    }
}
