//! `#[memoize]`: what is kept, for which arguments, and what stands beside the function.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bedeck::{MemoInfo, memoize};

/// Counts the runs of bodies.
static RUNS: [AtomicU64; 64] = [const { AtomicU64::new(0) }; 64];

fn ran(body: usize) -> u64 {
    RUNS[body].fetch_add(1, Relaxed) + 1
}

fn runs(body: usize) -> u64 {
    RUNS[body].load(Relaxed)
}

#[memoize]
fn fib(n: u64) -> u64 {
    ran(0);
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

#[test]
fn a_recursive_function_runs_once_for_each_argument() {
    assert_eq!(fib(80), 23_416_728_348_467_685);
    assert_eq!(fib(80), 23_416_728_348_467_685);
    assert_eq!(runs(0), 81);
    let info: MemoInfo = fib_memo().info();
    assert_eq!((info.hits, info.misses, info.entries), (79, 81, 81));
    assert!(info.bytes > 81 * 16 && info.hit_ratio() > 0.49);
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Id(u32);

#[memoize]
#[expect(clippy::too_many_arguments, clippy::needless_pass_by_value, reason = "every shape")]
fn shapes(
    text: &str,
    numbers: &[u64],
    path: &Path,
    some: Option<&str>,
    cow: Cow<'_, str>,
    mut owned: String,
    (a, b): (u8, Id),
    names: &[&str],
    _: bool,
    id: &Id,
) -> String {
    owned.push_str(text);
    format!("{owned} {numbers:?} {path:?} {some:?} {cow} {a} {b:?} {names:?} {id:?} {}", ran(1))
}

#[test]
fn arguments_of_every_shape() {
    let call = |text: &str, some: Option<&str>, a: u8| {
        let (owned, id) = ("own".to_owned(), Id(2));
        shapes(text, &[1, 2], Path::new("p"), some, "cow".into(), owned, (a, Id(1)), &["x", "y"], true, &id)
    };
    let first = call("t", None, 1);
    assert_eq!(first, "ownt [1, 2] \"p\" None cow 1 Id(1) [\"x\", \"y\"] Id(2) 1");
    assert_eq!(call("t", None, 1), first);
    assert!(call("u", None, 1).ends_with(" 2") && call("t", Some(""), 1).ends_with(" 3"));
    assert!(call("t", None, 2).ends_with(" 4"));
    assert_eq!(call("t", None, 1), first);
}

#[memoize]
fn nothing_to_say() -> u64 {
    ran(2)
}

#[test]
fn without_arguments() {
    assert_eq!((nothing_to_say(), nothing_to_say()), (1, 1));
    assert_eq!(nothing_to_say_memo().peek(), Some(1));
    nothing_to_say_memo().insert(7);
    assert_eq!(nothing_to_say(), 7);
    nothing_to_say_memo().invalidate();
    assert_eq!((nothing_to_say(), nothing_to_say_uncached()), (2, 3));
}

#[memoize]
fn joined(a: &str, b: &[&str]) -> Arc<str> {
    ran(3);
    format!("{a}{}", b.concat()).into()
}

#[test]
fn companions_take_the_arguments_of_the_function() {
    let owned = String::from("a");
    assert_eq!(joined_memo().peek("a", &["b"]), None);
    assert_eq!(joined_memo().with(("a", &["b"]), |text| text.len()), None);
    assert_eq!(&*joined(&owned, &["b"]), "ab");
    assert_eq!(joined_memo().peek(&owned, &["b"]).as_deref(), Some("ab"));
    assert_eq!(joined_memo().with((&owned, &["b"]), |text| text.len()), Some(2));
    let info = joined_memo().info();
    assert_eq!((info.hits, info.misses, info.entries), (1, 1, 1));
    joined_memo().invalidate("a", &["b"]);
    joined_memo().invalidate("never", &[]);
    assert_eq!(joined_memo().info().entries, 0);
    joined_memo().insert("a", &["b"], "mine".into());
    assert_eq!(&*joined("a", &["b"]), "mine");
    assert_eq!(&*joined_memo().refresh("a", &["b"]), "ab");
    assert_eq!(&*joined("a", &["b"]), "ab");
    assert_eq!(runs(3), 2);
    joined_memo().clear();
    assert_eq!((joined_memo().info().entries, &*joined("a", &["b"])), (0, "ab"));
    assert_eq!(runs(3), 3);
    assert_eq!(&*joined_uncached("a", &["c"]), "ac");
    assert_eq!(joined_memo().info().entries, 1);
}

struct Stock {
    id: u32,
    price: f64,
}

#[memoize(key = (s.id, (x * 10.0).round().to_bits()), ignore(log))]
fn price(s: &Stock, x: f64, log: &mut Vec<f64>) -> f64 {
    log.push(x);
    s.price * x
}

#[memoize(ignore(log))]
fn logged(n: u8, log: &mut Vec<u8>) -> u8 {
    log.push(n);
    n
}

#[memoize(key = name.trim())]
fn trimmed(name: &str) -> usize {
    ran(4);
    name.len()
}

#[memoize(key = first)]
fn of_pattern((first, _second): (u8, u8), Id(_other): Id) -> u64 {
    ran(5) + u64::from(first) * 100
}

#[test]
fn keys_that_the_user_names() {
    let (mut log, stock) = (Vec::new(), Stock { id: 1, price: 2.0 });
    let results = [0.51, 0.49, 0.7].map(|x| price(&stock, x, &mut log));
    assert_eq!((results, log), ([1.02, 1.02, 1.4], vec![0.51, 0.7]));
    assert_eq!(price_memo().peek(&stock, 0.5, &mut Vec::new()), Some(1.02));
    let mut log = Vec::new();
    assert_eq!([logged(1, &mut log), logged(1, &mut log), logged(2, &mut log)], [1, 1, 2]);
    assert_eq!(log, [1, 2]);
    assert_eq!((trimmed("a "), trimmed(" a  "), runs(4)), (2, 2, 1));
    assert_eq!((of_pattern((1, 2), Id(1)), of_pattern((1, 3), Id(2)), of_pattern((2, 2), Id(1))), (101, 101, 202));
}

type Answer = Result<u64, String>;

macro_rules! made {
    () => {
        Result<u64, String>
    };
}

#[memoize]
fn plain_result(n: u64) -> Result<u64, String> {
    if n == 0 { Err(ran(6).to_string()) } else { Ok(ran(6)) }
}

#[memoize]
fn alias(n: u64) -> Answer {
    if n == 0 { Err(ran(7).to_string()) } else { Ok(ran(7)) }
}

#[memoize]
fn from_macro(n: u64) -> made!() {
    if n == 0 { Err(ran(8).to_string()) } else { Ok(ran(8)) }
}

#[memoize(cache_err)]
fn errors_too(n: u64) -> Answer {
    Err((n + ran(9)).to_string())
}

#[test]
fn errors_are_not_kept() {
    for function in [plain_result, alias, from_macro] {
        assert_eq!([function(0), function(0)], [Err("1".to_owned()), Err("2".to_owned())]);
        assert_eq!([function(1), function(1), function(0)], [Ok(3), Ok(3), Err("4".to_owned())]);
    }
    assert_eq!([errors_too(0), errors_too(0)], [Err("1".to_owned()), Err("1".to_owned())]);
}
