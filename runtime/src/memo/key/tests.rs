use super::*;
use crate::hash::{Fold, draw_secrets};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

macro_rules! key {
    ($value:expr) => {
        (&&&&&&Arg(&$value)).key()
    };
}

fn hash(key: &impl Key) -> u64 {
    draw_secrets();
    let mut fold = Fold::new();
    key.feed(&mut fold);
    fold.finish()
}

/// What a key owns is found by the same key, alike to itself, and of the type that is expected.
fn owns<K: Key>(key: &K, owned: &K::Owned) -> bool {
    let again = key.own();
    key.same(&again) && key.same(owned) && K::alike(&again, owned)
}

type Owned = (String, Vec<u64>, Option<String>, u32, PathBuf, Box<[String]>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Id(u32);

#[test]
fn every_shape_finds_what_it_owned() {
    let (text, path, names) = ("text", Path::new("a/b"), ["one", "two"]);
    assert!(owns(&key!(text), &"text".to_owned()));
    assert!(owns(&key!(path), &PathBuf::from("a/b")));
    assert!(owns(&key!(&[1_u64, 2][..]), &vec![1, 2]));
    assert!(owns(&key!(&names[..]), &Box::from(["one".to_owned(), "two".to_owned()])));
    assert!(owns(&key!(Some(text)), &Some("text".to_owned())));
    assert!(owns(&key!(None::<&str>), &None));
    assert!(owns(&key!(&text), &"text".to_owned()));
    assert!(owns(&key!(&Some(text)), &Some("text".to_owned())));
    assert!(owns(&key!((3_u8, text)), &(3, "text".to_owned())));
    assert!(owns(&key!(Cow::Borrowed(text)), &"text".to_owned()));
    assert!(owns(&key!(&Cow::Borrowed(text)), &"text".to_owned()));
    assert!(owns(&key!(7_u8), &7));
    assert!(owns(&key!(Id(7)), &Id(7)));
    assert!(owns(&key!(&Id(7)), &Id(7)));
    assert!(owns(&key!(Some(Id(7))), &Some(Id(7))));
    assert!(owns(&key!(&[Id(7)][..]), &vec![Id(7)]));
    assert!(owns(&key!(&[1_u8, 2]), &[1, 2]));
    assert!(owns(&key!(Total(0.5)), &Total(0.5)));
    assert!(owns(&key!(String::from("own")), &"own".to_owned()));
}

#[test]
fn arguments_compose() {
    let (text, numbers, path, names) = ("text", &[1_u64][..], Path::new("p"), &["a", "b"][..]);
    let (some, none, number) = (Some("s"), None::<&str>, 3_u32);
    let key = (key!(text), key!(numbers), key!(some), key!(number), key!(path), key!(names));
    let owned: Owned = key.own();
    assert!(owns(&key, &owned));
    let other = (key!(text), key!(numbers), key!(none), key!(number), key!(path), key!(names));
    assert!(!other.same(&owned));
    assert_ne!(hash(&key), hash(&other));
}

#[test]
fn parts_do_not_run_together() {
    assert_ne!(hash(&(key!("ab"), key!("c"))), hash(&(key!("a"), key!("bc"))));
    assert_ne!(hash(&key!(&["ab", "c"][..])), hash(&key!(&["a", "bc"][..])));
    assert_ne!(hash(&(key!(Some("")), key!(None::<&str>))), hash(&(key!(None::<&str>), key!(Some("")))));
}

#[test]
fn in_a_generic_function_too() {
    fn own<T: core::hash::Hash + Eq + Clone + 'static>(value: T, reference: &T) -> (T, T) {
        (key!(value).own(), key!(reference).own())
    }
    assert_eq!(own(Id(1), &Id(2)), (Id(1), Id(2)));
}

#[test]
fn floats_are_ordered_and_equal_to_themselves() {
    let mut floats = [Total(f64::NAN), Total(1.0), Total(-0.0), Total(0.0), Total(f64::NEG_INFINITY)];
    floats.sort();
    assert_eq!(format!("{floats:?}"), "[-inf, -0.0, 0.0, 1.0, NaN]");
    assert_eq!(floats[4], Total(f64::NAN));
    assert_ne!(floats[1], floats[2]);
}
