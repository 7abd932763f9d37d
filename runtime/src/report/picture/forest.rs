//! The call trees of a report with the links from callers to callees, and the places that appear in them.

use std::collections::HashMap;

use crate::report::data::{Node, Report};

/// A function at its place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Frame<'a> {
    pub(super) name: &'a str,
    pub(super) file: &'static str,
    pub(super) line: u32,
}

/// The trees of the threads of one name.
#[derive(Debug, Default)]
pub(super) struct Thread<'a> {
    pub(super) name: &'a str,
    roots: Vec<usize>,
}

/// All trees. A node is meant by its place in [`Report::tree`].
#[derive(Debug)]
pub(super) struct Forest<'a> {
    pub(super) nodes: &'a [Node],
    /// Each place once, in the order of the nodes.
    pub(super) frames: Vec<Frame<'a>>,
    /// In the order of the nodes.
    pub(super) threads: Vec<Thread<'a>>,
    frame_of: Vec<usize>,
    callees: Vec<Vec<usize>>,
}

impl<'a> Forest<'a> {
    pub(super) fn of(report: &'a Report) -> Forest<'a> {
        let nodes = report.tree.as_slice();
        let (frames, frame_of) = frames(nodes);
        let mut forest =
            Forest { nodes, frames, threads: Vec::new(), frame_of, callees: vec![Vec::new(); nodes.len()] };
        let mut known = HashMap::new();
        for (place, node) in nodes.iter().enumerate() {
            if let Some(caller) = caller(node, place) {
                forest.callees[caller].push(place);
                continue;
            }
            let at = *known.entry(node.thread.as_str()).or_insert(forest.threads.len());
            if at == forest.threads.len() {
                forest.threads.push(Thread { name: shown(&node.thread), roots: Vec::new() });
            }
            forest.threads[at].roots.push(place);
        }
        forest
    }

    /// The nodes of a thread and how far each is from its root, callers before their callees.
    pub(super) fn places(&self, thread: &Thread<'_>) -> impl Iterator<Item = (usize, usize)> {
        let mut ahead: Vec<(usize, usize)> = thread.roots.iter().rev().map(|root| (*root, 0)).collect();
        core::iter::from_fn(move || {
            let (place, depth) = ahead.pop()?;
            ahead.extend(self.callees[place].iter().rev().map(|callee| (*callee, depth + 1)));
            Some((place, depth))
        })
    }

    /// Visits the nodes of a thread, each with the frames from the first caller down to it.
    pub(super) fn walk(&self, thread: &Thread<'_>, mut visit: impl FnMut(&'a Node, &[usize])) {
        let mut stack = Vec::new();
        for (place, depth) in self.places(thread) {
            stack.truncate(depth);
            stack.push(self.frame_of[place]);
            visit(&self.nodes[place], &stack);
        }
    }

    /// For each frame its name, and where a name is there twice, also the place.
    pub(super) fn labels(&self) -> Vec<String> {
        let mut times: HashMap<&str, u32> = HashMap::new();
        self.frames.iter().for_each(|frame| *times.entry(frame.name).or_default() += 1);
        let label = |frame: &Frame<'_>| match times[frame.name] {
            1 => frame.name.to_owned(),
            _ => format!("{} ({}:{})", frame.name, frame.file, frame.line),
        };
        self.frames.iter().map(label).collect()
    }

    pub(super) fn frame_of(&self, place: usize) -> usize {
        self.frame_of[place]
    }
}

/// The node's caller. A report that somebody put together by hand may name one that does not stand before the node.
pub(super) fn caller(node: &Node, place: usize) -> Option<usize> {
    node.parent.filter(|parent| *parent < place)
}

/// A name that can be seen.
pub(super) fn shown(name: &str) -> &str {
    if name.is_empty() { "(unnamed)" } else { name }
}

fn frames(nodes: &[Node]) -> (Vec<Frame<'_>>, Vec<usize>) {
    let (mut frames, mut frame_of) = (Vec::new(), Vec::with_capacity(nodes.len()));
    let mut known = HashMap::new();
    for node in nodes {
        let frame = Frame { name: shown(&node.function), file: node.file, line: node.line };
        let at = *known.entry(frame).or_insert(frames.len());
        if at == frames.len() {
            frames.push(frame);
        }
        frame_of.push(at);
    }
    (frames, frame_of)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_walk_goes_down_the_trees_of_one_thread() {
        let report = example::report();
        let forest = Forest::of(&report);
        let mut walks = Vec::new();
        for thread in &forest.threads {
            forest.walk(thread, |node, stack| {
                let names: Vec<&str> = stack.iter().map(|frame| forest.frames[*frame].name).collect();
                walks.push(format!("{} {} {}", thread.name, names.join(">"), node.self_ns));
            });
        }
        let expected = [
            "main app::main 100",
            "main app::main>app::parse 200",
            "main app::main>app::parse><[u8; 4] as app::Tr>::get 30",
            "main app::main>app::parse>app::parse 70",
            "main app::main>app::idle 0",
            "main app::main>twin 5",
            "main app::main>twin 6",
            "(unnamed) app::parse 1234567",
        ];
        assert_eq!(walks, expected);
    }

    #[test]
    fn a_name_at_two_places_is_told_apart() {
        let report = example::report();
        let labels = Forest::of(&report).labels();
        assert_eq!(labels[4..], ["twin (src/a.rs:1)", "twin (src/b.rs:2)"]);
        assert_eq!(labels[1], "app::parse");
    }

    #[test]
    fn a_caller_that_does_not_stand_before_its_callee_is_none() {
        let node = |parent| Node { parent, self_ns: 1, ..Node::default() };
        let report = Report { tree: vec![node(Some(0)), node(Some(7)), node(Some(1))], ..Report::default() };
        let forest = Forest::of(&report);
        let mut depths = Vec::new();
        forest.walk(&forest.threads[0], |_, stack| depths.push(stack.len()));
        assert_eq!(depths, [1, 1, 2]);
    }
}
