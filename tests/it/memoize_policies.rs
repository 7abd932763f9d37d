//! `#[memoize]` with bounds, times, and tables in threads and in objects.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bedeck::{InstanceMemo, memoize};

use crate::rows::block_on;

const FEW: usize = 4;

#[memoize(capacity = FEW)]
fn bounded(n: u64) -> u64 {
    n * 2
}

#[memoize(max_weight = "1kB", weight = |text| text.len() + 1)]
fn weighed(n: usize) -> String {
    "x".repeat(n)
}

#[test]
fn bounds_hold() {
    for n in 0..100 {
        assert_eq!(bounded(n), n * 2);
        assert_eq!(weighed(usize::try_from(n).unwrap()).len() as u64, n);
    }
    let info = bounded_memo().info();
    assert_eq!((info.entries, info.entries + info.evictions), (4, 100));
    let info = weighed_memo().info();
    assert!(info.entries < 100 && info.evictions > 0, "{info:?}");
    weighed_memo().insert(5000, "y".repeat(5000));
    assert_eq!(weighed_memo().peek(5000), None, "heavier than all that is kept");
}

static CLOCK: AtomicU64 = AtomicU64::new(0);

#[memoize(ttl = "20ms")]
fn short_lived(n: u64) -> u64 {
    n + CLOCK.fetch_add(1, Relaxed)
}

#[memoize(ttl = "1h", refresh = "30m", idle = "2h", stale = "1h", capacity = 100, wait = "1s")]
fn long_lived(n: u64) -> u64 {
    n
}

#[memoize(ttl = "10ms", stale = "1h")]
fn stale(n: u64) -> Result<u64, String> {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    if CALLS.fetch_add(1, Relaxed) == 0 { Ok(n) } else { Err("out of order".to_owned()) }
}

#[test]
fn results_grow_old() {
    let begin = Instant::now();
    let first = short_lived(0);
    let again = short_lived(0);
    assert!(again == first || begin.elapsed() > Duration::from_millis(5));
    sleep(Duration::from_millis(30));
    assert_ne!(short_lived(0), first);
    assert!(short_lived_memo().info().expired > 0);
    assert_eq!((long_lived(1), long_lived(1), long_lived_memo().info().hits), (1, 1, 1));
    assert_eq!(stale(7), Ok(7));
    sleep(Duration::from_millis(20));
    assert_eq!(stale(7), Ok(7), "what is kept goes before an error");
}

#[memoize(thread_local)]
fn shared_in_thread(n: u64) -> Rc<Cell<u64>> {
    Rc::new(Cell::new(n))
}

#[memoize(thread_local, capacity = 10, ignore(make))]
fn made<T: Clone + 'static>(n: u8, make: impl Fn() -> T) -> (u8, T) {
    (n, make())
}

#[test]
fn tables_of_one_thread() {
    let first = shared_in_thread(1);
    assert!(Rc::ptr_eq(&first, &shared_in_thread(1)));
    std::thread::spawn(|| assert_eq!(shared_in_thread(1).replace(2), 1)).join().unwrap();
    assert_eq!(first.get(), 1);
    assert!(Rc::ptr_eq(&first, &shared_in_thread_memo().peek(1).unwrap()));
    assert_eq!(shared_in_thread_memo().with((1,), |cell| cell.get()), Some(1));
    let new = shared_in_thread_memo().refresh(1);
    assert!(!Rc::ptr_eq(&first, &new) && Rc::ptr_eq(&new, &shared_in_thread(1)));
    let info = shared_in_thread_memo().info();
    assert_eq!((info.entries, info.misses), (1, 3));
    shared_in_thread_memo().clear();
    assert!(!Rc::ptr_eq(&new, &shared_in_thread(1)));
    assert_eq!([made(1, || 1), made(1, || 2)], [(1, 1); 2]);
    assert_eq!(made(1, || "other"), (1, "other"));
    made_memo::<i32>().clear();
    assert_eq!((made(1, || 3), made(1, || "no")), ((1, 3), (1, "other")));
}

#[memoize(thread_local, tag = "far away")]
fn in_thread(n: u64) -> Rc<u64> {
    Rc::new(n)
}

#[derive(Default)]
struct Far {
    memo: InstanceMemo,
    ran: AtomicU64,
}

impl Far {
    #[memoize(instance = memo, tag = "far away")]
    fn ran(&self, n: u64) -> u64 {
        self.ran.fetch_add(1, Relaxed) + n
    }
}

#[test]
fn clear_reaches_objects_and_threads() {
    let [one, two] = [Far::default(), Far::default()];
    let name = concat!(module_path!(), "::Far::ran");
    let clears: [&dyn Fn(); 4] = [
        &|| assert_eq!(bedeck::invalidate_tag("far away"), 2),
        &|| bedeck::memo(name).expect("it was called").clear(),
        &|| bedeck::memos().iter().filter(|memo| memo.tag() == Some("far away")).for_each(bedeck::MemoHandle::clear),
        &|| [&one, &two].into_iter().for_each(|far| far.ran_memo().clear()),
    ];
    in_thread(1);
    for clear in clears {
        let before = [&one, &two].map(|far| (far.ran(0), far.ran(0)));
        assert!(before.iter().all(|(first, again)| first == again));
        clear();
        assert_eq!(one.ran_memo().peek(0), None, "nothing is seen of it");
        assert_eq!([one.ran(0), two.ran(0)], before.map(|(old, _)| old + 1));
        assert_eq!((one.ran_memo().info().entries, two.ran(0)), (1, before[1].0 + 1));
    }
}

#[test]
fn clear_reaches_other_threads() {
    let barriers: [std::sync::Barrier; 2] = std::array::from_fn(|_| std::sync::Barrier::new(2));
    std::thread::scope(|scope| {
        let far = scope.spawn(|| {
            let old = [in_thread(1), in_thread(2)];
            for barrier in &barriers {
                barrier.wait();
            }
            let new = [in_thread(1), in_thread(2)];
            assert!(old.iter().zip(&new).all(|(old, new)| !Rc::ptr_eq(old, new)));
            assert!(Rc::ptr_eq(&new[0], &in_thread(1)), "once");
        });
        barriers[0].wait();
        in_thread_memo().clear();
        barriers[1].wait();
        far.join().unwrap();
    });
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Shape {
    sides: f64,
    memos: InstanceMemo,
    inner: Inner,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Inner {
    memo: InstanceMemo,
}

static COSTS: AtomicU64 = AtomicU64::new(0);

impl Shape {
    #[memoize(instance = memos)]
    fn cost(&self) -> f64 {
        COSTS.fetch_add(1, Relaxed);
        self.sides * 2.0
    }

    #[memoize(instance = self.inner.memo, capacity = 100)]
    fn named(&self, name: &str) -> String {
        format!("{name} {}", self.sides)
    }

    #[memoize(instance = memos)]
    async fn later(self: &Shape, n: u64) -> Option<u64> {
        std::future::ready(()).await;
        (n > COSTS.load(Relaxed) * 1000).then_some(n)
    }
}

trait Price {
    fn price(&self, n: u64) -> Arc<str>;
}

impl Price for Shape {
    #[memoize(instance = memos)]
    fn price(&self, n: u64) -> Arc<str> {
        format!("{} {n}", self.sides).into()
    }
}

#[test]
fn tables_in_objects() {
    let (three, four) = (Shape { sides: 3.0, ..Shape::default() }, Shape { sides: 4.0, ..Shape::default() });
    for _ in 0..3 {
        assert_eq!([three.cost(), four.cost()].map(f64::to_bits), [6.0, 8.0].map(f64::to_bits));
        assert_eq!([three.named("a"), four.named("a"), four.named("b")], ["a 3", "a 4", "b 4"]);
        assert_eq!([&*three.price(1), &*four.price(1)], ["3 1", "4 1"]);
    }
    assert_eq!(COSTS.load(Relaxed), 2);
    let info = three.cost_memo().info();
    assert_eq!((info.hits, info.misses, info.entries), (2, 1, 1), "they are the object's");
    let all = bedeck::memo("it::memoize_policies::Shape::cost").unwrap().info();
    assert_eq!((all.hits, all.misses, all.entries), (4, 2, 2));
    assert_eq!(four.named_memo().peek("b"), Some("b 4".to_owned()));
    assert_eq!(four.named_memo().with(("b",), String::len), Some(3));
    four.named_memo().insert("b", "mine".to_owned());
    assert_eq!(four.named("b"), "mine");
    assert_eq!((four.named_memo().refresh("b"), four.named_uncached("c")), ("b 4".to_owned(), "c 4".to_owned()));
    four.named_memo().invalidate("b");
    four.cost_memo().clear();
    assert_eq!((four.cost_memo().info().entries, three.cost_memo().info().entries), (0, 1));
    assert_eq!((four.named_memo().info().entries, four.price_again()), (1, 1));
    assert_eq!((four.clone().cost().to_bits(), COSTS.load(Relaxed)), (8.0_f64.to_bits(), 3));
    assert_eq!((block_on(three.later(9999)), three.later_memo().peek(9999)), (Some(9999), Some(Some(9999))));
    let sent = |later: &(dyn Fn() -> Option<u64> + Send)| later();
    assert_eq!(sent(&|| block_on(three.later_memo().refresh(9999))), Some(9999));
    assert_eq!((three.later_memo().info().misses, four.later_memo().info().entries), (2, 0));
}

impl Shape {
    fn price_again(&self) -> u64 {
        self.price(1);
        self.memos.clear();
        1
    }
}
