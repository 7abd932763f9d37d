//! The report as one HTML file, which needs no network: the report as JSON, and the page that shows it.

use std::io::{self, Write};

use super::data::Report;
use super::json;
use super::sink::{self, Sink};

const STYLE: &str = include_str!("html/page.css");
/// One after the other they are one script.
const SCRIPTS: [&str; 7] = [
    include_str!("html/base.js"),
    include_str!("html/table.js"),
    include_str!("html/flame.js"),
    include_str!("html/function.js"),
    include_str!("html/history.js"),
    include_str!("html/lines.js"),
    include_str!("html/page.js"),
];

/// Asks for newer reports, behind the others.
#[cfg(feature = "serve")]
const LIVE: &str = include_str!("html/live.js");

/// What the page may do: nothing but show itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

pub(super) fn paint(out: &mut Sink<'_>, report: &Report) {
    page(out, report, "", POLICY, &SCRIPTS.join("\n"));
}

/// The page as it is served: it asks where it came from for newer reports.
#[cfg(feature = "serve")]
pub(super) fn paint_live(out: &mut Sink<'_>, report: &Report) {
    let script = [&SCRIPTS[..], &[LIVE]].concat().join("\n");
    page(out, report, " data-live", &format!("{POLICY}; connect-src 'self'"), &script);
}

fn page(out: &mut Sink<'_>, report: &Report, mark: &str, policy: &str, script: &str) {
    let title = if report.command.is_empty() { "bedeck".to_owned() } else { format!("bedeck: {}", report.command) };
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\"{mark}>\n<head>\n<meta charset=\"utf-8\">\n\
        <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
        <script type=\"application/json\" id=\"report\">",
        escaped(&title),
    );
    // It passes all of it on to `out`, which does not fail.
    let _ = sink::pass(&mut Data(out), |out| json::paint_for_page(out, report));
    write!(out, "</script>\n<script>\n'use strict';\n{script}</script>\n</body>\n</html>\n");
}

/// JSON within a script: in strings only can there be a `<`, which could end it.
struct Data<'o, 's>(&'o mut Sink<'s>);

impl Write for Data<'_, '_> {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        for (at, part) in json.split(|byte| *byte == b'<').enumerate() {
            self.0.push_str(if at > 0 { "\\u003c" } else { "" });
            self.0.bytes(part);
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use crate::report::data::{Function, Line, Report};

    #[test]
    fn no_name_ends_the_script() {
        let line = |source: Option<&str>| Line { source: source.map(str::to_owned), mode: "exact", ..Line::default() };
        let report = Report {
            command: "</title><b>".into(),
            functions: vec![Function { name: "</script><script>alert(1)".into(), ..Function::default() }],
            lines: vec![line(Some("if a < b {")), line(None)],
            ..Report::default()
        };
        let page = report.to_html();
        assert_eq!((page.matches("</script").count(), page.matches("</title").count()), (2, 1));
        let data = page.split("id=\"report\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["functions"][0]["name"], "</script><script>alert(1)");
        assert_eq!((&data["lines"][0]["source"], data["lines"].as_array().unwrap().len()), (&"if a < b {".into(), 2));
        assert!(!report.to_json().contains("source"));
    }
}
