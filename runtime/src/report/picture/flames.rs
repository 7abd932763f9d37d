//! The flame graph, drawn by the crate `inferno`.

use inferno::flamegraph::{Options, from_lines};

use super::folded;
use crate::report::data::Report;
use crate::report::sink::Sink;

pub(in crate::report) fn paint(out: &mut Sink<'_>, report: &Report) {
    out.bytes(&drawn(report).unwrap_or_else(|| EMPTY.into()));
}

/// The picture; nothing if there is nothing in it.
fn drawn(report: &Report) -> Option<Vec<u8>> {
    // A deep tree makes long lines: none of them is there twice.
    let lines: Vec<String> =
        folded::stacks(report, blanks).into_iter().map(|(stack, ns)| stack + " " + &ns.to_string()).collect();
    if lines.is_empty() {
        return None;
    }
    let mut svg = Vec::new();
    // It fails on what it cannot write to and what it cannot read; there is neither.
    from_lines(&mut options(report), lines.iter().map(String::as_str), &mut svg).ok()?;
    Some(svg)
}

fn options(report: &Report) -> Options<'static> {
    let mut options = Options::default();
    // XML has no control characters, not even escaped.
    options.title = format!("bedeck  {}", report.command.replace(char::is_control, " ")).trim_end().to_owned();
    options.count_name = "ns".to_owned();
    // The lines are sorted by their stacks alone.
    options.no_sort = true;
    // The same report, the same picture.
    options.deterministic = true;
    options
}

/// What stands before a digit could begin a count.
fn blanks(name: &str) -> String {
    let mut safe = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let begins_count = rest.peek().is_some_and(char::is_ascii_digit);
        safe.push(if c == ' ' && begins_count { '\u{a0}' } else { c });
    }
    safe
}

const EMPTY: &str = r#"<?xml version="1.0" standalone="no"?>
<svg version="1.1" width="600" height="60" viewBox="0 0 600 60" xmlns="http://www.w3.org/2000/svg">
<text x="300" y="35" font-family="monospace" font-size="14" text-anchor="middle">no #[profiled] function took any time</text>
</svg>
"#;

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::report::data::Node;

    /// The boxes and their values, without what inferno puts around them.
    fn boxes(svg: &str) -> Vec<&str> {
        svg.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next()).collect()
    }

    #[test]
    fn the_boxes_are_the_chains_of_the_tree() {
        let report = example::report();
        let svg = report.to_svg();
        let expected = [
            "all (1,234,978 ns, 100%)",
            "(unnamed) (1,234,567 ns, 99.97%)",
            "app::parse (1,234,567 ns, 99.97%)",
            "main (411 ns, 0.03%)",
            "app::main (411 ns, 0.03%)",
            "app::parse (300 ns, 0.02%)",
        ];
        let boxes = boxes(&svg);
        for text in expected {
            assert!(boxes.contains(&text), "{text}: {boxes:?}");
        }
        assert!(svg.contains(">bedeck  /opt/app &apos;a &quot;b&quot;&apos;</text>"));
        assert_eq!(svg, report.to_svg());
    }

    #[test]
    fn blanks_stay_but_where_a_count_could_begin() {
        let node = |function: &str| Node { function: function.into(), self_ns: 5, ..Node::default() };
        let tree = vec![node("part 2"), node("<A as B>::f"), node("part (x)"), node("part"), node("end ")];
        let svg = Report { tree, ..Report::default() }.to_svg();
        let boxes = boxes(&svg);
        for text in ["part\u{a0}2", "&lt;A as B&gt;::f", "part (x)", "part", "end"] {
            assert!(boxes.contains(&format!("{text} (5 ns, 20.00%)").as_str()), "{text}: {boxes:?}");
        }
    }

    #[test]
    fn without_calls_it_is_a_picture_that_says_so() {
        assert!(Report::default().to_svg().contains(">no #[profiled] function took any time</text>"));
    }
}
