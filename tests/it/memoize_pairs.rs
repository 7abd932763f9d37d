//! Options of `#[memoize]` together: whatever means something compiles, and keeps. What means nothing is in `tests/ui`.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bedeck::{InstanceMemo, memoize};

/// Each policy with each other option.
macro_rules! all {
    ($this:tt $n:ident $m:ident; $($policy:tt)*) => {
        with! { $n $m [$($policy)*] cache_err }
        with! { $n $m [$($policy)*] skip_none }
        with! { $n $m [$($policy)*] key = ($n, $m) }
        with! { $n $m [$($policy)*] key = $n, cache_err, skip_none }
        with! { $n $m [$($policy)*] ignore($m) }
        with! { $n $m [$($policy)*] ignore($n, $m), skip_none }
        with! { $n $m [$($policy)*] thread_local }
        with! { $n $m [$($policy)*] thread_local, key = $n, ignore($m) }
        with! { $n $m [$($policy)*] wait = "5s" }
        with! { $n $m [$($policy)*] tag = "pairs", name = "pairs::a name" }
        of_object! { $this $n $m [$($policy)*] with_self }
        of_object! { $this $n $m [$($policy)*] with_self, ignore($m), skip_none }
        of_object! { $this $n $m [$($policy)*] instance = memo }
        of_object! { $this $n $m [$($policy)*] instance = memo, key = $n, wait = "5s" }
        of_object! { $this $n $m [$($policy)*] ignore($this) }
        of_object! { $this $n $m [$($policy)*] key = ($this.id, $n) }
        of_object! { $this $n $m [$($policy)*] thread_local, with_self }
    };
}

macro_rules! with {
    ($n:ident $m:ident [$($policy:tt)*] $($option:tt)*) => {{
        static RUNS: AtomicU64 = AtomicU64::new(0);
        #[memoize($($policy)* $($option)*)]
        fn f($n: u8, $m: u8) -> Option<u8> {
            RUNS.fetch_add(1, Relaxed);
            $n.checked_sub($m)
        }
        assert_eq!(([f(3, 1), f(3, 1)], RUNS.load(Relaxed), f_memo().info().entries), ([Some(2); 2], 1, 1));
        f_memo().invalidate(3, 1);
        assert_eq!((f_memo().peek(3, 1), f_memo().refresh(3, 1), f_uncached(1, 3)), (None, Some(2), None));
        assert_eq!((f(3, 1), RUNS.load(Relaxed)), (Some(2), 3));
    }};
}

#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Object {
    id: u8,
    memo: InstanceMemo,
}

macro_rules! of_object {
    ($this:tt $n:ident $m:ident [$($policy:tt)*] $($option:tt)*) => {{
        static RUNS: AtomicU64 = AtomicU64::new(0);
        trait Runs {
            fn f(&self, n: u8, m: u8) -> Option<u8>;
        }
        impl Runs for Object {
            #[memoize($($policy)* $($option)*)]
            fn f(&$this, $n: u8, $m: u8) -> Option<u8> {
                RUNS.fetch_add(1, Relaxed);
                $n.checked_sub($m)
            }
        }
        let object = Object::default();
        assert_eq!(([object.f(3, 1), object.f(3, 1)], RUNS.load(Relaxed)), ([Some(2); 2], 1));
    }};
}

#[test]
fn without_a_policy() {
    all! { self n m; }
}

#[test]
fn with_bounds() {
    all! { self n m; capacity = 10, }
    all! { self n m; max_weight = "1kB", weight = |value| value.map_or(1, usize::from), }
}

#[test]
fn with_times() {
    all! { self n m; ttl = "60s", }
    all! { self n m; idle = "60s", refresh = "50s", }
    all! { self n m; ttl = "60s", stale = "5s", refresh = "50s", idle = "50s", capacity = 10, }
    all! { self n m; ttl = "60s", max_weight = "1kB", weight = |_value| 1_u64, }
}
