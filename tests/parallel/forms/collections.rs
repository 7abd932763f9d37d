//! Declared reductions: elements, collections, operations of one's own that do not commute.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Write as _;

use bedeck::{par, parallel};

use super::pause;
use crate::often;
use crate::random::Random;

type Maps = (BTreeMap<u32, usize>, HashMap<u32, usize>, BTreeSet<u32>, HashSet<u32>);

/// One function twice: without the declarations, and parallel.
macro_rules! twice {
    ($(fn $name:ident($argument:ident: $type:ty) -> $output:ty {
        ($($(#[$reduce:meta])* let $variable:ident = $value:expr;)*)
        $($rest:tt)*
    })*) => {
        mod plain {
            use super::*;
            $(pub(super) fn $name($argument: $type) -> $output {
                $(let mut $variable = $value;)*
                $($rest)*
            })*
        }
        mod parallel_form {
            use super::*;
            $(#[parallel] pub(super) fn $name($argument: $type) -> $output {
                $($(#[$reduce])* let mut $variable = $value;)*
                $($rest)*
            })*
        }
    };
}

twice! {
    fn elements(a: &[u32]) -> ([u64; 7], Vec<i64>, Box<[u8]>) {
        (
            #[reduce(each(+))] let counts = [3_u64; 7];
            #[reduce(each(max))] let highest = vec![i64::MIN; 5];
            #[reduce(each(^))] let odd = vec![9_u8; 3].into_boxed_slice();
        )
        for (i, x) in par(a.iter().enumerate()) {
            pause(i);
            counts[*x as usize % 7] += 1;
            highest[i % 5] = highest[i % 5].max(i64::from(*x));
            odd[i % 3] ^= *x as u8;
        }
        (counts, highest, odd)
    }
    fn lists(a: &[u32]) -> (Vec<u32>, String, VecDeque<usize>) {
        (
            #[reduce(concat)] let list = vec![1];
            #[reduce(concat)] let text = String::from("> ");
            #[reduce(concat)] let queue = VecDeque::new();
        )
        for (i, x) in par(a.iter().enumerate()) {
            pause(i);
            if x % 3 == 0 { list.push(*x); }
            if x % 5 == 0 { write!(text, "{x} ").unwrap(); }
            if x % 7 < 2 { queue.push_back(i); queue.push_back(i + 1); }
        }
        (list, text, queue)
    }
    fn maps(a: &[u32]) -> Maps {
        (
            #[reduce(concat)] let tree = BTreeMap::from([(1, 1)]);
            #[reduce(concat)] let table = HashMap::new();
            #[reduce(concat)] let set = BTreeSet::new();
            #[reduce(concat)] let keys = HashSet::from([7]);
        )
        for (i, x) in par(a.iter().enumerate()) {
            pause(i);
            // The last one with a key wins, as in the plain loop.
            tree.insert(x % 100, i);
            table.insert(x % 1000, i);
            if x % 2 == 0 { set.insert(*x); } else { keys.insert(x % 50); }
        }
        (tree, table, set, keys)
    }
    fn words(a: &[u32]) -> (u64, u64, usize, u32) {
        (
            #[reduce(identity = (1, 0), join = then)] let affine = (1, 0);
            #[reduce(identity = None, join = |a: Option<u32>, b: Option<u32>| a.or(b))] let first = None;
            let count = 0;
        )
        for (i, x) in par(a.iter().enumerate()) {
            pause(i);
            affine = then(affine, (u64::from(x % 1000) + 1, u64::from(*x)));
            first = first.or((x % 64 == 3).then_some(*x));
            count += i;
        }
        (affine.0, affine.1, count, first.unwrap_or_default())
    }
    fn in_nested_loops(a: &[u32]) -> (Vec<u32>, u64) {
        (
            #[reduce(concat)] let all = Vec::new();
            let total = 0_u64;
        )
        for row in par(a.chunks(37)) {
            let mut own = 0;
            for x in par(row) { own += u64::from(*x); }
            total += own;
            all.extend(row.iter().rev());
        }
        (all, total)
    }
}

/// One map of a number after another one, of a prime field: that does not commute.
fn then(first: (u64, u64), second: (u64, u64)) -> (u64, u64) {
    const PRIME: u64 = 4_294_967_291;
    (first.0 * second.0 % PRIME, (first.1 * second.0 + second.1) % PRIME)
}

pub(super) fn check() {
    let random = &mut Random::new(5);
    for _ in 0..often(60, 3000) {
        let n = random.length(5000);
        let a: Vec<u32> = (0..n).map(|_| (random.next() >> 40) as u32).collect();
        assert_eq!(parallel_form::elements(&a), plain::elements(&a), "n = {n}");
        assert_eq!(parallel_form::lists(&a), plain::lists(&a), "n = {n}");
        assert_eq!(parallel_form::maps(&a), plain::maps(&a), "n = {n}");
        assert_eq!(parallel_form::words(&a), plain::words(&a), "n = {n}");
        assert_eq!(parallel_form::in_nested_loops(&a), plain::in_nested_loops(&a), "n = {n}");
    }
}
