//! The attribute on `impl`, `trait` and `mod`.

use bedeck::profiled;

use crate::rows::{is_there, row};

struct Tree {
    kids: Vec<Tree>,
}

#[profiled]
impl Tree {
    const fn leaf() -> Tree {
        Tree { kids: Vec::new() }
    }

    fn count(&self) -> usize {
        1 + self.kids.iter().map(Tree::count).sum::<usize>()
    }

    #[profiled(skip)]
    fn is_leaf(&self) -> bool {
        self.kids.is_empty()
    }
}

#[profiled]
trait Shape {
    fn area(&self) -> f64;

    fn twice(&self) -> f64 {
        2.0 * self.area()
    }
}

#[profiled]
impl Shape for f64 {
    fn area(&self) -> f64 {
        self * self
    }
}

#[profiled]
mod inner {
    pub(super) fn f() -> u32 {
        nested::g()
    }

    mod nested {
        pub(super) fn g() -> u32 {
            7
        }
    }
}

#[test]
fn every_function_of_a_container_is_in_the_tree() {
    let tree = Tree { kids: vec![Tree::leaf(), Tree { kids: vec![Tree::leaf()] }] };
    assert_eq!((tree.count(), tree.is_leaf()), (4, false));
    let count = row("containers::Tree::count");
    assert_eq!((count.calls, count.primitive_calls), (4, Some(1)));
    assert!(!is_there("Tree::is_leaf") && !is_there("Tree::leaf"));
    assert!(bedeck::explain().contains("leaf"));
}

#[test]
fn default_methods_and_nested_modules_too() {
    assert!((3.0.twice() - 18.0).abs() < 1e-9);
    assert_eq!(inner::f(), 7);
    let report = bedeck::report();
    let called = |caller: &str, callee: &str| {
        report.edges.iter().any(|edge| edge.caller.ends_with(caller) && edge.callee.ends_with(callee))
    };
    assert!(called("Shape::twice", "Shape>::area"), "{:?}", report.edges);
    assert!(called("inner::f", "nested::g"), "{:?}", report.edges);
}
