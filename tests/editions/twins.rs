// Functions that are compiled plain, with exact lines and with sampled ones, and have to do the same in the same order:
// included into callers of the editions 2021 and 2024, whose temporaries are dropped at different moments.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;

thread_local! {
    static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static RANDOM: Cell<u64> = const { Cell::new(1) };
}

fn say(what: impl Into<String>) {
    SAID.with_borrow_mut(|said| said.push(what.into()));
}

/// A xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003), which starts anew for every twin.
fn random(limit: u64) -> u64 {
    let mut state = RANDOM.get();
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    RANDOM.set(state);
    state % limit
}

fn coin() -> bool {
    random(2) == 0
}

/// Says when it is made and dropped.
struct Noisy(String);

fn noisy(name: impl Into<String>) -> Noisy {
    let name = name.into();
    say(format!("+{name}"));
    Noisy(name)
}

impl Drop for Noisy {
    fn drop(&mut self) {
        say(format!("-{}", self.0));
    }
}

impl Noisy {
    fn get(&self) -> Option<&str> {
        say(format!("get {}", self.0));
        Some(&self.0)
    }

    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn each(&self) -> impl Iterator<Item = u64> + use<> {
        let name = self.0.clone();
        (0..random(4)).inspect(move |i| say(format!("{name} {i}")))
    }
}

/// What a function did, for one seed: its result or that it panicked, and all that was said.
fn deeds<R: std::fmt::Debug>(seed: u64, run: impl Fn() -> R) -> (String, Vec<String>) {
    RANDOM.set(seed);
    SAID.take();
    let result = catch_unwind(AssertUnwindSafe(run)).map_err(|_| "panicked");
    (format!("{result:?}"), SAID.take())
}

/// The same body three times, and a test that compares them.
macro_rules! twins {
    ($($(#[$meta:meta])* fn $name:ident() -> $output:ty $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            fn plain() -> $output $body
            #[bedeck::profiled(lines)]
            $(#[$meta])*
            fn exact() -> $output $body
            #[bedeck::profiled(lines = "sampled")]
            $(#[$meta])*
            fn sampled() -> $output $body

            #[test]
            fn does_the_same() {
                for seed in 1..200 {
                    let plain = deeds(seed, plain);
                    assert_eq!(plain, deeds(seed, exact), "seed {seed}");
                    assert_eq!(plain, deeds(seed, sampled), "seed {seed}");
                }
            }
        }
    )*};
}

twins! {
    fn tails_and_their_temporaries() -> u64 {
        let local = noisy("local");
        if coin() {
            let inner = noisy("inner");
            noisy("then").len()
                + inner.len()
        } else {
            match noisy("scrutinee").get() {
                Some(text) if text.len() > 20 => 1,
                Some(_) =>
                    noisy("arm").len() + local.len(),
                None => {
                    0
                }
            }
        }
    }

    fn else_ifs_hold_their_scrutinees() -> u64 {
        let _local = noisy("local");
        if let Some("a") = noisy("first").get() {
            1
        } else if let Some(text) = noisy("second").get() {
            say("in the second");
            text.len() as u64
        } else if noisy("third").len() > 2 {
            2
        } else {
            3
        }
    }

    fn loops_and_what_leaves_them() -> Option<u64> {
        let _local = noisy("local");
        let mut sum = 0;
        'outer: for i in noisy("outer").each() {
            let _round = noisy(format!("round {i}"));
            let mut stack = vec![noisy("a"), noisy("b"), noisy("c")];
            while let Some(top) = stack.pop() {
                match random(12) {
                    0 => break,
                    1 => break 'outer,
                    2 => continue 'outer,
                    3 => return None,
                    4 => {
                        None::<u64>?;
                    }
                    5 => resume_unwind(Box::new(())),
                    6 => {}
                    _ => sum += top
                        .len(),
                }
                let _end = noisy("end");
            }
            sum += loop {
                let _turn = noisy("turn");
                if coin() {
                    break noisy("value").len();
                }
            };
            for j in noisy("inner").each() {
                sum += j;
            }
        }
        for k in noisy("last").each() {
            let _k = noisy(format!("k {k}"));
        }
        Some(sum)
    }

    fn a_loop_is_the_tail() -> () {
        let _local = noisy("local");
        for i in noisy("temporary").each() {
            let _inner = noisy(format!("inner {i}"));
            if i == 2 {
                break;
            }
        }
    }

    fn closures_and_captures() -> Vec<u64> {
        let kept = noisy("kept");
        let given = noisy("given");
        let count = Cell::new(0);
        let take = move |n: u64| {
            let _inside = noisy("inside");
            given.len() + n
        };
        let all = (0..random(5))
            .filter(|i| {
                count.set(count.get() + 1);
                i % 2 == 0 || coin()
            })
            .map(|i|
                kept.len() + noisy("temporary").len() + i)
            .map(&take)
            .collect();
        drop(take);
        say(format!("{}", count.get()));
        all
    }

    fn values_of_blocks() -> u64 {
        let sum = plus(
            {
                let _first = noisy("first");
                noisy("value of the first").len()
            },
            match random(3) {
                0 => noisy("zero").len(),
                1 => {
                    let one = noisy("one");
                    one.len()
                }
                _ => return 99,
            },
            if coin() {
                1
            } else if coin() {
                2
            } else {
                noisy("three").len()
            },
        );
        let text = 'found: {
            for i in noisy("search").each() {
                if i == 1 {
                    break 'found noisy("found").len();
                }
            }
            7
        };
        sum + text
    }

    fn extended_temporaries() -> u64 {
        let borrowed = &noisy("borrowed");
        let lock = Mutex::new(3);
        let held = match *lock.lock().unwrap() {
            3 => {
                noisy("three").len()
            }
            other => other,
        };
        let Some(text) = borrowed.get() else {
            return 0;
        };
        let chosen = if coin() {
            borrowed
        } else {
            &Noisy(String::new())
        };
        *lock.lock().unwrap() += chosen.len();
        let sum = held + text.len() as u64
            + { *lock.lock().unwrap() };
        // Before edition 2024 the tail's temporaries would outlive the lock.
        #[allow(clippy::let_and_return)]
        sum
    }

    fn unsafe_and_moves() -> Vec<String> {
        let mut list = vec![noisy("x"), noisy("y")];
        let last = unsafe {
            list.pop()
                .unwrap_unchecked()
        };
        let moved = if coin() { last } else {
            drop(last);
            noisy("another")
        };
        let [first, ..] = <[Noisy; 2]>::try_from({
            list.push(moved);
            list
        }).unwrap_or_else(|_| {
            unreachable!()
        });
        vec![first.0.clone()]
    }
}

fn plus(a: u64, b: u64, c: u64) -> u64 {
    say("plus");
    a + b + c
}

/// An async body three times, polled to its end or dropped after some polls.
mod futures {
    use std::future::{Future, poll_fn};
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    async fn pause() {
        let mut left = random(3);
        poll_fn(|_| {
            say("polled");
            left = left.wrapping_sub(1);
            if left > 3 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    macro_rules! body {
        ($(#[$attribute:meta])* $name:ident $first:ident $body:block) => {
            $(#[$attribute])*
            async fn $name($first: Noisy, _second: Noisy) -> Result<u64, String> $body
        };
        (|$first:ident| $body:block) => {
            body!(plain $first $body);
            body!(#[bedeck::profiled] unticked $first $body);
            body!(#[bedeck::profiled(lines)] exact $first $body);
            body!(#[bedeck::profiled(lines = "sampled")] sampled $first $body);
        };
    }

    body!(|first| {
        let _local = noisy("local");
        let mut sum = first.len();
        for i in noisy("loop").each() {
            let _round = noisy("round");
            pause().await;
            sum += match random(9) {
                0 => Err("zero".to_owned())?,
                1 => break,
                2 => return Ok(sum),
                3 => {
                    let held = noisy("held");
                    pause().await;
                    held.len()
                }
                _ => async {
                    let _block = noisy("block");
                    pause().await;
                    i
                }
                .await,
            };
        }
        let twice = async |n: u64| {
            let _inside = noisy("inside");
            pause().await;
            n * 2
        };
        let sum = twice(sum).await;
        match noisy("scrutinee of the tail").get() {
            Some(text) => Ok(sum + text.len() as u64),
            None => Err(String::new()),
        }
    });

    fn run(polls: u64, future: impl Future<Output = Result<u64, String>>) -> Option<Result<u64, String>> {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..polls {
            if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
                return Some(result);
            }
        }
        None
    }

    #[test]
    fn does_the_same() {
        for seed in 1..300 {
            let polls = seed % 7 + 1;
            let plain = deeds(seed, || run(polls, plain(noisy("p"), noisy("q"))));
            assert_eq!(plain, deeds(seed, || run(polls, unticked(noisy("p"), noisy("q")))), "seed {seed}");
            assert_eq!(plain, deeds(seed, || run(polls, exact(noisy("p"), noisy("q")))), "seed {seed}");
            assert_eq!(plain, deeds(seed, || run(polls, sampled(noisy("p"), noisy("q")))), "seed {seed}");
        }
    }
}
