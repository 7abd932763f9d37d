//! What a task costs with `#[parallel(spawn)]`, beside rayon, threadpool, tokio's blocking threads and plain threads.
//!
//! `cargo run --release -p bedeck-benches --bin tasks -- [ROUNDS]`; without the peers `--no-default-features`.
//!
//! All take turns in one process. A figure is the median over the rounds, in nanoseconds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bedeck::parallel;
use bedeck_benches::table::median;

/// Tasks that are submitted before the first is joined.
const MANY: u64 = 10_000;

#[parallel(spawn)]
fn task(number: u64) -> u64 {
    black_box(number) + 1
}

struct Contestant {
    name: &'static str,
    /// One task, from its submission to its result.
    one: fn(u64) -> u64,
    /// So many, all submitted before the first result is asked for.
    many: fn(u64) -> u64,
}

fn contestants() -> Vec<Contestant> {
    let mut contestants = vec![Contestant {
        name: "bedeck",
        one: |number| task(number).join(),
        many: |count| {
            let tasks: Vec<_> = (0..count).map(task).collect();
            tasks.into_iter().map(bedeck::Task::join).sum()
        },
    }];
    #[cfg(feature = "peers")]
    contestants.extend(peers::contestants());
    contestants.push(Contestant {
        name: "std::thread",
        one: |number| std::thread::spawn(move || black_box(number) + 1).join().expect("it ends"),
        // Ten thousand threads at once are more than a system may allow.
        many: |count| {
            let some = |first: u64| {
                let threads: Vec<_> =
                    (first..first + 100).map(|number| std::thread::spawn(move || black_box(number) + 1)).collect();
                threads.into_iter().map(|thread| thread.join().expect("it ends")).sum::<u64>()
            };
            (0..count).step_by(100).map(some).sum()
        },
    });
    contestants
}

#[cfg(feature = "peers")]
mod peers {
    use std::hint::black_box;
    use std::sync::{LazyLock, mpsc};

    use super::Contestant;

    static POOL: LazyLock<threadpool::ThreadPool> = LazyLock::new(threadpool::ThreadPool::default);
    static TOKIO: LazyLock<tokio::runtime::Runtime> =
        LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().build().expect("threads start"));

    /// Submits by `spawn`, and takes the results from a channel.
    fn by_channel(count: u64, spawn: impl Fn(Box<dyn FnOnce() + Send>)) -> u64 {
        let (tell, told) = mpsc::channel();
        for number in 0..count {
            let tell = tell.clone();
            spawn(Box::new(move || tell.send(black_box(number) + 1).expect("somebody listens")));
        }
        told.iter().take(count as usize).sum()
    }

    fn by_tokio(count: u64) -> u64 {
        TOKIO.block_on(async {
            let tasks: Vec<_> =
                (0..count).map(|number| tokio::task::spawn_blocking(move || black_box(number) + 1)).collect();
            let mut sum = 0;
            for task in tasks {
                sum += task.await.expect("it ends");
            }
            sum
        })
    }

    fn by_scope(count: u64) -> u64 {
        let mut results = vec![0; count as usize];
        rayon::scope(|scope| {
            for (number, result) in results.iter_mut().enumerate() {
                scope.spawn(move |_| *result = black_box(number as u64) + 1);
            }
        });
        results.into_iter().sum()
    }

    pub(super) fn contestants() -> Vec<Contestant> {
        vec![
            Contestant { name: "rayon, scope", one: |_| by_scope(1), many: by_scope },
            Contestant {
                name: "rayon, channel",
                one: |_| by_channel(1, rayon::spawn),
                many: |count| by_channel(count, rayon::spawn),
            },
            Contestant {
                name: "threadpool",
                one: |_| by_channel(1, |call| POOL.execute(call)),
                many: |count| by_channel(count, |call| POOL.execute(call)),
            },
            Contestant { name: "tokio, spawn_blocking", one: |_| by_tokio(1), many: by_tokio },
        ]
    }
}

fn main() {
    let rounds: usize = std::env::args().nth(1).map_or(9, |rounds| rounds.parse().expect("a number of rounds"));
    let contestants = contestants();
    let mut figures = vec![[const { Vec::new() }; 3]; contestants.len()];
    for round in 0..=rounds {
        for (contestant, figures) in contestants.iter().zip(&mut figures) {
            let figure = [hot(contestant.one), cold(contestant.one), many(contestant.many)];
            if round > 0 {
                figures.iter_mut().zip(figure).for_each(|(figures, figure)| figures.push(figure));
            }
        }
    }
    println!("| | one, hot, ns | one, cold, ns | of 10,000 each, ns |");
    println!("|---|---:|---:|---:|");
    for (contestant, [hot, cold, many]) in contestants.iter().zip(&figures) {
        println!("| {} | {:.0} | {:.0} | {:.0} |", contestant.name, median(hot), median(cold), median(many));
    }
}

/// Of tasks that follow each other: the median.
fn hot(one: fn(u64) -> u64) -> f64 {
    let once = |number| {
        let began = Instant::now();
        black_box(one(number));
        began.elapsed().as_nanos() as f64
    };
    (0..50).for_each(|number| {
        once(number);
    });
    median(&(0..500).map(once).collect::<Vec<_>>())
}

/// Of tasks before which all threads have gone to sleep: the median.
fn cold(one: fn(u64) -> u64) -> f64 {
    let once = |number| {
        std::thread::sleep(Duration::from_millis(2));
        let began = Instant::now();
        black_box(one(number));
        began.elapsed().as_nanos() as f64
    };
    median(&(0..9).map(once).collect::<Vec<_>>())
}

fn many(many: fn(u64) -> u64) -> f64 {
    let began = Instant::now();
    black_box(many(MANY));
    began.elapsed().as_secs_f64() * 1e9 / MANY as f64
}
