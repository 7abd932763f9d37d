//! The call tree without recursion, as it is shown: a function that is called again below itself is one row.
//!
//! What such a call took itself counts at the first place of the function on the chain of callers, and what it calls is
//! shown below that place. So a row stands for many nodes, the rows of a chain are all different functions, and a row's
//! total is its self time and the totals of the rows below it: every moment is counted once, and none is lost.

use crate::hash::Map;
use crate::report::data::Node;
use crate::report::names::Place;
use crate::report::sums::{add, total};

/// A function under a chain of callers that are all different.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row<'a> {
    /// The row of the caller, which stands before this one.
    pub(super) parent: Option<usize>,
    pub(super) place: Place<'a>,
    pub(super) thread: &'a str,
    pub(super) calls: u64,
    pub(super) primitive_calls: u64,
    pub(super) total_ns: u64,
    pub(super) self_ns: u64,
    pub(super) net_self_ns: u64,
    /// So many nodes of the tree are in it.
    pub(super) nodes: usize,
    /// So many of them are at most below each other.
    pub(super) depth: usize,
}

/// The rows, each behind its parent.
pub(super) fn rows(tree: &[Node]) -> Vec<Row<'_>> {
    let mut walk = Walk::new(tree);
    for root in (0..tree.len()).filter(|at| tree[*at].parent.is_none()) {
        walk.visit(root);
    }
    for at in (0..walk.rows.len()).rev() {
        // What was handed to another thread takes none of the caller's time.
        if let Some(parent) = walk.rows[at].parent.filter(|parent| walk.rows[*parent].thread == walk.rows[at].thread) {
            let below = walk.rows[at].total_ns;
            add(&mut walk.rows[parent].total_ns, below);
        }
    }
    walk.rows
}

/// Goes down every chain of the tree, and knows which functions are on it.
struct Walk<'a> {
    tree: &'a [Node],
    children: Vec<Vec<usize>>,
    /// The functions, numbered, and each node's number.
    functions: Vec<usize>,
    /// For each function: its row, and how often it is on the chain that leads to the present node.
    open: Vec<(usize, usize)>,
    /// The row of a function below a row, or at the beginning of a thread.
    known: Map<(Option<usize>, &'a str, usize), usize>,
    rows: Vec<Row<'a>>,
}

impl<'a> Walk<'a> {
    fn new(tree: &'a [Node]) -> Walk<'a> {
        let mut children = vec![Vec::new(); tree.len()];
        for (at, node) in tree.iter().enumerate() {
            if let Some(siblings) = node.parent.and_then(|parent| children.get_mut(parent)) {
                siblings.push(at);
            }
        }
        let mut numbers = Map::default();
        let mut number = |node: &'a Node| {
            let next = numbers.len();
            *numbers.entry((node.function.as_str(), node.file, node.line)).or_insert(next)
        };
        let functions: Vec<usize> = tree.iter().map(&mut number).collect();
        let open = vec![(0, 0); numbers.len()];
        Walk { tree, children, functions, open, known: Map::default(), rows: Vec::new() }
    }

    /// Visits a root and all below it; without recursion, for a chain may be deeper than the stack.
    fn visit(&mut self, root: usize) {
        let mut chain = vec![(root, self.enter(root, None), 0)];
        while let Some((node, row, visited)) = chain.last_mut() {
            let (node, row) = (*node, *row);
            match self.children[node].get(*visited) {
                Some(child) => {
                    *visited += 1;
                    let child = *child;
                    chain.push((child, self.enter(child, Some(row)), 0));
                }
                None => {
                    self.open[self.functions[node]].1 -= 1;
                    chain.pop();
                }
            }
        }
    }

    /// Adds the node to its row, which this returns.
    fn enter(&mut self, at: usize, parent: Option<usize>) -> usize {
        let function = self.functions[at];
        if self.open[function].1 == 0 {
            self.open[function].0 = self.row_below(parent, at);
        }
        let (row, depth) = &mut self.open[function];
        *depth += 1;
        let node = &self.tree[at];
        let callees = self.children[at].iter().map(|child| &self.tree[*child]);
        let below = total(callees.filter(|callee| callee.thread == node.thread).map(|callee| callee.total_ns));
        let sum = &mut self.rows[*row];
        add(&mut sum.calls, node.calls);
        add(&mut sum.primitive_calls, node.primitive_calls);
        add(&mut sum.self_ns, node.self_ns);
        add(&mut sum.net_self_ns, node.net_self_ns);
        // A filter may have taken callees: their time stays in the total, and the rest comes from the rows below.
        add(&mut sum.total_ns, node.total_ns.saturating_sub(below).max(node.self_ns));
        sum.nodes += 1;
        sum.depth = sum.depth.max(*depth);
        *row
    }

    fn row_below(&mut self, parent: Option<usize>, at: usize) -> usize {
        let Node { function, file, line, thread, .. } = &self.tree[at];
        *self.known.entry((parent, thread, self.functions[at])).or_insert_with(|| {
            self.rows.push(Row { parent, place: (function, file, *line), thread, ..Row::default() });
            self.rows.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nodes from function, parent and self time; one call each.
    fn tree(nodes: &[(&str, Option<usize>, u64)]) -> Vec<Node> {
        let node = |(id, (function, parent, self_ns)): (usize, &(&str, Option<usize>, u64))| Node {
            id,
            parent: *parent,
            function: (*function).into(),
            calls: 1,
            self_ns: *self_ns,
            net_self_ns: *self_ns,
            total_ns: *self_ns,
            thread: "main".into(),
            ..Node::default()
        };
        let mut tree: Vec<Node> = nodes.iter().enumerate().map(node).collect();
        for at in (0..tree.len()).rev() {
            if let Some(parent) = tree[at].parent {
                tree[parent].total_ns += tree[at].total_ns;
            }
        }
        tree
    }

    fn shown(nodes: &[Node]) -> Vec<(&str, Option<usize>, u64, u64, usize)> {
        rows(nodes).iter().map(|row| (row.place.0, row.parent, row.total_ns, row.self_ns, row.depth)).collect()
    }

    #[test]
    fn a_tree_without_recursion_stays_as_it_is() {
        let tree = tree(&[("a", None, 1), ("b", Some(0), 2), ("c", Some(1), 3), ("c", Some(0), 4)]);
        let expected =
            [("a", None, 10, 1, 1), ("b", Some(0), 5, 2, 1), ("c", Some(1), 3, 3, 1), ("c", Some(0), 4, 4, 1)];
        assert_eq!(shown(&tree), expected);
    }

    #[test]
    fn direct_recursion_is_one_row_with_the_callees_of_all_levels() {
        let tree = tree(&[("f", None, 1), ("f", Some(0), 2), ("g", Some(0), 4), ("f", Some(1), 8), ("g", Some(3), 16)]);
        assert_eq!(shown(&tree), [("f", None, 31, 11, 3), ("g", Some(0), 20, 20, 1)]);
        assert_eq!(rows(&tree).iter().map(|row| (row.nodes, row.calls)).collect::<Vec<_>>(), [(3, 3), (2, 2)]);
    }

    #[test]
    fn mutual_recursion_adds_up_too() {
        let tree = tree(&[("a", None, 1), ("b", Some(0), 2), ("a", Some(1), 4), ("c", Some(2), 8), ("b", Some(2), 16)]);
        assert_eq!(shown(&tree), [("a", None, 31, 5, 2), ("b", Some(0), 18, 18, 2), ("c", Some(0), 8, 8, 1)]);
    }

    #[test]
    fn a_chain_may_be_deeper_than_the_stack() {
        let deep = 300_000;
        let nodes: Vec<_> = (0..deep).map(|at: usize| (["even", "odd"][at % 2], at.checked_sub(1), 1)).collect();
        let half = deep as u64 / 2;
        let expected = [("even", None, 2 * half, half, deep / 2), ("odd", Some(0), half, half, deep / 2)];
        assert_eq!(shown(&tree(&nodes)), expected);
    }

    #[test]
    fn time_of_callees_that_a_filter_took_stays_in_the_total() {
        let mut tree = tree(&[("a", None, 1), ("b", Some(0), 2)]);
        tree[0].total_ns = 100;
        assert_eq!(shown(&tree), [("a", None, 100, 1, 1), ("b", Some(0), 2, 2, 1)]);
    }
}
