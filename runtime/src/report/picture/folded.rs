//! Folded stacks, as Brendan Gregg's flame graph scripts take them: `thread;caller;callee 1234`.

use std::collections::BTreeMap;

use super::forest::{Forest, shown};
use crate::report::data::Report;
use crate::report::sink::Sink;
use crate::report::sums::add;

pub(in crate::report) fn paint(out: &mut Sink<'_>, report: &Report) {
    for (stack, ns) in stacks(report, |name| name.replace(' ', "_")) {
        writeln!(out, "{stack} {ns}");
    }
}

/// The self time of each chain of names that has any, in the order of the alphabet.
pub(super) fn stacks(report: &Report, blanks: impl Fn(&str) -> String) -> BTreeMap<String, u64> {
    let forest = Forest::of(report);
    let names: Vec<String> = forest.labels().iter().map(|label| blanks(&name(label))).collect();
    let mut stacks = BTreeMap::new();
    for thread in &forest.threads {
        let thread_name = blanks(&name(thread.name));
        forest.walk(thread, |node, stack| {
            if node.self_ns > 0 {
                let chain = stack.iter().fold(thread_name.clone(), |chain, frame| chain + ";" + &names[*frame]);
                add(stacks.entry(chain).or_default(), node.self_ns);
            }
        });
    }
    stacks
}

/// The name without what would end it or the line. Readers take the last word of a line for the count, some of them the
/// last but one for another, and they sort lines with their counts: so what blanks become is for each painter to say.
fn name(label: &str) -> String {
    let plain = |c: char| match c {
        ';' => ':',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    };
    let name: String = label.chars().map(plain).collect();
    shown(name.trim()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::report::data::Node;

    #[test]
    fn a_line_is_a_chain_and_its_self_time() {
        let expected = "\
(unnamed);app::parse 1234567
main;app::main 100
main;app::main;app::parse 200
main;app::main;app::parse;<[u8:_4]_as_app::Tr>::get 30
main;app::main;app::parse;app::parse 70
main;app::main;twin_(src/a.rs:1) 5
main;app::main;twin_(src/b.rs:2) 6
";
        assert_eq!(example::report().to_folded(), expected);
        assert_eq!(Report::default().to_folded(), "");
    }

    /// What inferno read: its sum, and each box with its value.
    fn read_by_inferno(folded: &str) -> (String, Vec<String>) {
        let mut options = inferno::flamegraph::Options::default();
        options.min_width = 0.0;
        let mut svg = Vec::new();
        inferno::flamegraph::from_lines(&mut options, folded.lines(), &mut svg).unwrap();
        let svg = String::from_utf8(svg).unwrap();
        let between = |text: &str, end: &str| text.split(end).next().unwrap().to_owned();
        let sum = between(svg.split("total_samples=\"").nth(1).unwrap(), "\"");
        let boxes = svg.split("<title>").skip(1).map(|rest| between(rest, "</title>"));
        (sum, boxes.map(|text| between(&text, " samples")).collect())
    }

    #[test]
    fn inferno_reads_the_same_values() {
        let (sum, boxes) = read_by_inferno(&example::report().to_folded());
        assert_eq!(sum, (1_234_567 + 411).to_string());
        for expected in ["main (411", "app::main (411", "app::parse (300", "app::parse (70", "(unnamed) (1,234,567"] {
            assert!(boxes.iter().any(|text| text == expected), "{expected}: {boxes:?}");
        }
        assert!(boxes.iter().any(|text| text == "&lt;[u8:_4]_as_app::Tr&gt;::get (30"), "{boxes:?}");
        assert_eq!(boxes.len(), 10, "{boxes:?}");
    }

    /// Names that end in a number, begin like a comment, hold the separator or a line's end, or hold nothing.
    #[test]
    fn no_name_is_taken_for_a_count_or_a_comment() {
        let names =
            ["# part 2", "part 2", "a;b", "a\nb", " ", "", "12", "load", "load 1st", "load (x)", "tab\t7", "\u{a0}9"];
        let node = |(at, name): (usize, &&str)| Node {
            function: (*name).into(),
            self_ns: 1 << at,
            thread: (*name).into(),
            ..Node::default()
        };
        let report = Report { tree: names.iter().enumerate().map(node).collect(), ..Report::default() };
        let (sum, boxes) = read_by_inferno(&report.to_folded());
        assert_eq!(sum, ((1 << names.len()) - 1).to_string());
        for (at, name) in ["#_part_2", "part_2", "a:b", "a_b"].iter().enumerate() {
            let text = format!("{name} ({}", 1 << at);
            assert_eq!(boxes.iter().filter(|found| **found == text).count(), 2, "{text}: {boxes:?}");
        }
        assert_eq!(boxes.iter().filter(|text| *text == "(unnamed) (48").count(), 2, "{boxes:?}");
    }
}
