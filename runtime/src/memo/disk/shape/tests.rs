use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::shape;

mod old {
    #[derive(serde::Serialize)]
    pub(super) struct User {
        pub(super) id: u32,
        pub(super) age: u32,
    }

    #[derive(serde::Serialize)]
    pub(super) enum State {
        Idle,
        Busy(u8),
    }

    #[derive(serde::Serialize)]
    pub(super) struct Metres(pub(super) f64);
}

mod new {
    #[derive(serde::Serialize)]
    pub(super) struct User {
        pub(super) age: u32,
        pub(super) id: u32,
    }

    #[derive(serde::Serialize)]
    pub(super) enum State {
        Busy(u8),
        Idle,
    }

    #[derive(serde::Serialize)]
    pub(super) struct Feet(pub(super) f64);
}

/// Whether two values have the same shape.
fn same(one: &impl Serialize, other: &impl Serialize) -> bool {
    let (one, other) = (shape(one), shape(other));
    assert!(one.is_some() && other.is_some());
    one == other
}

#[test]
fn content_does_not_count() {
    assert!(same(&old::User { id: 1, age: 2 }, &old::User { id: 3, age: 4 }));
    assert!(same(&"a", &"bc".to_owned()));
    assert!(same(&Some(1_u8), &Some(2_u8)));
    assert!(same(&Ok::<_, ()>(Some(vec![0.5])), &Ok::<_, ()>(Some(vec![1.5]))));
}

#[test]
fn names_places_and_kinds_count() {
    assert!(!same(&old::User { id: 1, age: 2 }, &new::User { id: 1, age: 2 }), "fields that moved");
    assert!(!same(&old::State::Idle, &new::State::Idle), "variants that moved");
    assert!(!same(&old::State::Busy(1), &new::State::Busy(1)));
    assert!(!same(&old::Metres(1.0), &new::Feet(1.0)), "another name");
    assert!(!same(&1_u32, &1_i32));
    assert!(!same(&(1_u8, 2_u16), &(1_u16, 2_u8)));
    assert!(!same(&Some(Some(1_u8)), &Some(None::<u8>)));
    assert!(!same(&Ok::<u8, u8>(1), &Err::<u8, u8>(1)));
}

#[test]
fn the_order_of_a_hash_map_does_not_count() {
    let pairs = || (0..100_u32).map(|n| (n.to_string(), n.is_multiple_of(3).then_some(n)));
    let (one, other): (HashMap<_, _>, HashMap<_, _>) = (pairs().collect(), pairs().rev().collect());
    assert!(same(&one, &other));
    assert!(same(&one, &pairs().collect::<BTreeMap<_, _>>()));
    let set: HashSet<Option<u8>> = [None, Some(1)].into();
    assert!(same(&set, &vec![Some(2), None::<u8>]));
}
