//! `#[memoize]`: what is kept, for which arguments, and what stands beside the function.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bedeck::{MemoInfo, memoize};

use crate::rows::block_on;

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
    format!("{owned} {numbers:?} {} {some:?} {cow} {a} {b:?} {names:?} {id:?} {}", path.display(), ran(1))
}

#[test]
fn arguments_of_every_shape() {
    let call = |text: &str, some: Option<&str>, a: u8| {
        let (owned, id) = ("own".to_owned(), Id(2));
        shapes(text, &[1, 2], Path::new("p"), some, "cow".into(), owned, (a, Id(1)), &["x", "y"], true, &id)
    };
    let first = call("t", None, 1);
    assert_eq!(first, "ownt [1, 2] p None cow 1 Id(1) [\"x\", \"y\"] Id(2) 1");
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

#[memoize(skip_none)]
fn found(n: u64) -> Option<u64> {
    let run = ran(10);
    (n > 0).then_some(run)
}

#[memoize(skip_none, name = "memoize::a name", tag = "a tag")]
fn skipped_and_tagged(n: u64) -> Option<u64> {
    let run = ran(11);
    (n > 0).then_some(run)
}

#[memoize(tag = "a tag")]
fn tagged(n: u64) -> u64 {
    n + ran(12)
}

#[test]
fn nones_names_and_tags() {
    assert_eq!([found(0), found(0), found(1), found(1)], [None, None, Some(3), Some(3)]);
    assert_eq!([skipped_and_tagged(0), skipped_and_tagged(1), skipped_and_tagged(1)], [None, Some(2), Some(2)]);
    assert_eq!([tagged(1), tagged(1)], [2, 2]);
    let named = bedeck::memo("memoize::a name").unwrap();
    assert_eq!((named.info().hits, named.info().misses, named.tag()), (1, 2, Some("a tag")));
    let tagged_one = bedeck::memo("it::memoize::tagged").unwrap();
    assert_eq!((tagged_one.info().entries, tagged_one.tag()), (1, Some("a tag")));
    assert_eq!(bedeck::invalidate_tag("no such tag"), 0);
    assert_eq!(tagged_one.info().entries, 1);
    assert_eq!(bedeck::invalidate_tag("a tag"), 2);
    assert_eq!((tagged_one.info().entries, named.info().entries), (0, 0));
    assert_eq!([tagged(1), tagged(1)], [3, 3]);
    assert!(bedeck::memo("it::memoize::never called").is_none());
    assert!(bedeck::memos().iter().any(|memo| memo.name() == "it::memoize::tagged"));
}

#[memoize]
fn sized<T: Default + std::fmt::Debug, const N: usize>(n: u8) -> String {
    format!("{N} {:?} {n} {}", T::default(), ran(13))
}

#[memoize]
#[expect(clippy::needless_lifetimes, reason = "one with a name")]
fn keyed<'a, T>(first: &'a T, second: &T) -> Vec<T>
where
    T: Clone + Eq + std::hash::Hash + Send + Sync + 'static,
{
    ran(14);
    vec![first.clone(), second.clone()]
}

#[memoize(ignore(shown))]
fn ignoring(n: u8, shown: &impl std::fmt::Display) -> String {
    format!("{n} {shown} {}", ran(15))
}

#[test]
fn generic_functions_have_a_table_for_each_set_of_types() {
    for _ in 0..2 {
        assert_eq!(sized::<u8, 1>(7), "1 0 7 1");
        assert_eq!(sized::<u8, 2>(7), "2 0 7 2");
        assert_eq!(sized::<bool, 1>(7), "1 false 7 3");
        assert_eq!(sized::<u8, 1>(8), "1 0 8 4");
    }
    assert_eq!((sized_memo::<u8, 1>().info().hits, sized_memo::<u8, 1>().info().entries), (2, 2));
    sized_memo::<u8, 1>().clear();
    assert_eq!((sized_memo::<u8, 1>().info().entries, sized_memo::<u8, 2>().info().entries), (0, 1));
    assert_eq!(bedeck::memo("it::memoize::sized").unwrap().info().entries, 2);
    assert_eq!((keyed(&1, &2), keyed(&1, &2), keyed(&Id(1), &Id(2))), (vec![1, 2], vec![1, 2], vec![Id(1), Id(2)]));
    assert_eq!((runs(14), keyed_memo::<u8>().info().misses), (2, 0));
    assert_eq!(keyed_memo().peek(&1, &2), Some(vec![1, 2]));
    assert_eq!([ignoring(1, &"a"), ignoring(1, &2)], ["1 a 1", "1 a 1"]);
    assert_eq!(ignoring_memo().info().hits, 1);
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Circle<T>(T);

impl<T: Clone + Eq + std::hash::Hash + Into<u64> + Send + Sync + 'static> Circle<T> {
    #[memoize(with_self)]
    fn area(&self, k: u64) -> u64 {
        ran(16);
        self.0.clone().into() * k
    }

    /// With documentation.
    #[memoize(key = (self.0.clone(), k % 2))]
    #[must_use]
    pub(crate) fn parity<const N: u64>(&self, k: u64) -> u64 {
        ran(17);
        k % 2 + N.max(self.0.clone().into())
    }

    #[memoize]
    fn unit(n: T) -> Circle<T> {
        ran(18);
        Self(n)
    }

    #[memoize(with_self)]
    fn taken(self, other: Self) -> u64 {
        self.0.into() + other.0.into() + ran(19) * 100
    }

    #[memoize(with_self)]
    fn shared(self: Arc<Self>) -> u64 {
        self.0.clone().into() * 100 + ran(20)
    }

    #[memoize(ignore(self))]
    fn whichever(&mut self, n: u64) -> u64 {
        self.0 = self.0.clone();
        n + ran(21)
    }
}

#[test]
fn methods() {
    assert_eq!([Circle(2_u32).area(5), Circle(1_u32).area(5), Circle(2_u32).area(5)], [10, 5, 10]);
    assert_eq!((runs(16), Circle(2_u8).area(5), runs(16)), (2, 10, 3));
    assert_eq!(Circle::<u32>::area_memo().peek(&Circle(2), 5), Some(10));
    assert_eq!((Circle::<u32>::area_memo().info().hits, Circle::<u8>::area_memo().info().hits), (1, 0));
    assert_eq!(Circle(3_u8).area_uncached(3), 9);
    assert_eq!(
        [Circle(2_u32).parity::<10>(5), Circle(2_u32).parity::<10>(7), Circle(2_u32).parity::<20>(7)],
        [11, 11, 21]
    );
    assert_eq!((runs(17), Circle::<u32>::parity_memo::<10>().peek(&Circle(2), 1)), (2, Some(11)));
    assert_eq!((Circle::unit(1_u8), Circle::unit(1_u8), runs(18)), (Circle(1), Circle(1), 1));
    assert_eq!(Circle::<u8>::unit_memo().info().hits, 1);
    assert_eq!(
        [Circle(1_u8).taken(Circle(2)), Circle(1_u8).taken(Circle(2)), Circle(2_u8).taken(Circle(1))],
        [103, 103, 203]
    );
    assert_eq!(
        [Arc::new(Circle(1_u8)).shared(), Arc::new(Circle(1_u8)).shared(), Arc::new(Circle(2_u8)).shared()],
        [101, 101, 202]
    );
    assert_eq!([Circle(1_u8).whichever(1), Circle(2_u8).whichever(1)], [2, 2]);
    let name = "it::memoize::Circle<_>::area";
    assert!(bedeck::memos().iter().any(|memo| memo.name() == name), "{:?}", bedeck::memos());
}

trait Shape {
    fn corners(&self, k: u64) -> u64;

    #[memoize(key = (self.corners(1), n))]
    fn default_one(&self, n: u64) -> u64 {
        self.corners(n) + ran(22) * 100
    }

    #[memoize]
    fn associated(mut n: u64, (a, b): (u64, u64)) -> u64
    where
        Self: Sized,
    {
        n += a;
        if b == 0 {
            return n;
        }
        n + b + ran(23) * 100
    }
}

impl Shape for Circle<u32> {
    #[memoize(with_self)]
    fn corners(&self, k: u64) -> u64 {
        ran(24);
        u64::from(self.0) * k
    }
}

impl Shape for Id {
    fn corners(&self, k: u64) -> u64 {
        u64::from(self.0) * k
    }
}

#[test]
fn methods_of_traits() {
    assert_eq!([Circle(3_u32).corners(2), Circle(4_u32).corners(2), Circle(3_u32).corners(2)], [6, 8, 6]);
    assert_eq!(runs(24), 2);
    let memo = bedeck::memo("<it::memoize::Circle<u32> as it::memoize::Shape>::corners").unwrap();
    assert_eq!((memo.info().hits, memo.info().misses), (1, 2));
    assert_eq!([Id(1).default_one(5), Id(1).default_one(5), Id(2).default_one(5)], [105, 105, 210]);
    assert_eq!([Id::associated(1, (2, 3)), Id::associated(1, (2, 3)), Id::associated(1, (1, 0))], [106, 106, 2]);
    // One table for each implementor.
    assert_eq!(Circle::<u32>::associated(1, (2, 3)), 206);
    let shape: &dyn Shape = &Id(1);
    assert_eq!(shape.corners(1), 1);
}

#[memoize]
async fn later(text: &str, n: u64) -> Result<String, u64> {
    std::future::ready(()).await;
    let run = ran(25);
    if n == 0 {
        return Err(run);
    }
    Ok(format!("{text} {n} {run}"))
}

struct Site(u32);

impl Site {
    #[memoize(key = (self.0, path))]
    async fn page(&self, path: &str) -> Arc<str> {
        std::future::ready(()).await;
        format!("{} {path} {}", self.0, ran(26)).into()
    }
}

trait Fetch {
    fn id(&self) -> u32;

    #[memoize(key = (self.id(), path))]
    async fn fetch(&self, path: &str) -> Option<Arc<str>> {
        std::future::ready(()).await;
        Some(format!("{path} {}", ran(27)).into())
    }
}

impl Fetch for Site {
    fn id(&self) -> u32 {
        self.0
    }
}

#[memoize(capacity = 100)]
async fn wide<'a, T, const N: usize>((first, _): (&'a T, &str), rest: Option<&[T; N]>, mut count: u64) -> Vec<T>
where
    T: Clone + Send + Sync + std::hash::Hash + Eq + 'a + 'static,
{
    std::future::ready(()).await;
    count += ran(28);
    rest.iter()
        .flat_map(|rest| rest.iter())
        .chain([first])
        .cycle()
        .zip(0..count)
        .map(|(item, _)| item.clone())
        .collect()
}

#[memoize]
async fn fallible(_text: &str, n: u64) -> Result<u64, u64> {
    std::future::ready(()).await;
    let run = ran(30);
    if n == 0 { Err(run) } else { Ok(n + run) }
}

#[memoize]
async fn countdown(n: u64) -> u64 {
    let run = ran(31);
    if n == 0 { run } else { run.max(1 + Box::pin(countdown(n - 1)).await) }
}

#[memoize]
async unsafe fn trusting(n: &u64) -> u64 {
    std::future::ready(()).await;
    *n * 100 + ran(29)
}

#[test]
fn async_functions_compute_anew() {
    let refresh = |text: &str, n| block_on(is_send(fallible_memo().refresh(text, n)));
    assert_eq!([refresh("", 1), block_on(fallible("", 1)), refresh("", 1)], [Ok(2), Ok(2), Ok(3)]);
    assert_eq!((refresh("an error", 0), block_on(fallible("", 1))), (Err(3), Ok(3)));
    assert_eq!((block_on(countdown(9)), block_on(countdown_memo().refresh(9)), runs(31)), (19, 19, 11));
    let wide_now = || block_on(wide((&1_u8, "a"), Some(&[2, 3]), 1));
    assert_eq!(wide_now(), [2, 3]);
    // Nothing is done before it is polled.
    let (text, rest) = ("a".to_owned(), [2, 3]);
    let refresh = wide_memo::<u8, 2>().refresh((&1, &text), Some(&rest), 1);
    assert_eq!(wide_now(), [2, 3]);
    assert_eq!((block_on(is_send(refresh)), wide_now()), (vec![2, 3, 1], vec![2, 3, 1]));
    // SAFETY: it asks for nothing.
    let (first, memo) = unsafe { (block_on(trusting(&3)), trusting_memo()) };
    assert_eq!((first, block_on(memo.refresh(&3)), memo.peek(&3)), (301, 302, Some(302)));
}

fn is_send<T: Send>(value: T) -> T {
    value
}

#[test]
fn async_functions() {
    let call = |text: &str, n| block_on(is_send(later(text, n)));
    assert_eq!([call("a", 1), call("a", 1), call("b", 1)], ["a 1 1", "a 1 1", "b 1 2"].map(|text| Ok(text.to_owned())));
    assert_eq!([call("a", 0), call("a", 0)], [Err(3), Err(4)]);
    assert_eq!(later_memo().peek("a", 1), Some(Ok("a 1 1".to_owned())));
    assert_eq!(later_memo().info().misses, 4);
    later_memo().insert("a", 1, Err(9));
    assert_eq!(call("a", 1), Err(9));
    later_memo().invalidate("a", 1);
    assert_eq!(call("a", 1), Ok("a 1 5".to_owned()));
    assert_eq!(block_on(later_uncached("a", 1)), Ok("a 1 6".to_owned()));
    let page = |site, path: &str| block_on(is_send(Site(site).page(path))).to_string();
    assert_eq!([page(1, "x"), page(1, "x"), page(2, "x")], ["1 x 1", "1 x 1", "2 x 2"]);
    assert_eq!(Site::page_memo().with((&Site(1), "x"), |page| page.len()), Some(5));
    let refreshed =
        [&Site(1), &Site(2)].map(|site| block_on(is_send(Site::page_memo().refresh(site, "x"))).to_string());
    assert_eq!((refreshed, page(1, "x")), (["1 x 3", "2 x 4"].map(str::to_owned), "1 x 3".to_owned()));
    let fetch = |path: &str| block_on(Site(1).fetch(path)).unwrap().to_string();
    assert_eq!([fetch("x"), fetch("x"), fetch("y")], ["x 1", "x 1", "y 2"]);
}
