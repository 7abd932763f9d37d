//! What goes in and what comes out is dropped once each, however a call ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bedeck::{par, parallel};

use super::pause;
use crate::random::Random;
use crate::{expect_panics, often};

/// How many of a kind there are, and which of them have ended.
#[derive(Debug, Default)]
struct Census {
    alive: AtomicIsize,
    ended: Mutex<Vec<u8>>,
}

/// One of them.
#[derive(Debug)]
struct Citizen {
    number: usize,
    census: Arc<Census>,
    /// Freed with it: a second drop would be one of memory, too.
    _body: Box<usize>,
}

impl Citizen {
    fn new(census: &Arc<Census>, number: usize) -> Citizen {
        census.alive.fetch_add(1, Ordering::Relaxed);
        Citizen { number, census: Arc::clone(census), _body: Box::new(number) }
    }
}

impl Clone for Citizen {
    fn clone(&self) -> Citizen {
        Citizen::new(&self.census, self.number)
    }
}

impl Drop for Citizen {
    fn drop(&mut self) {
        let mut ended = self.census.ended.lock().unwrap();
        if ended.len() <= self.number {
            ended.resize(self.number + 1, 0);
        }
        ended[self.number] = ended[self.number].saturating_add(1);
        drop(ended);
        assert!(self.census.alive.fetch_sub(1, Ordering::Relaxed) > 0, "{} ended twice", self.number);
    }
}

impl Census {
    /// Waits until nobody is left; those whose calls are under way take their time.
    fn all_end(&self) {
        let began = Instant::now();
        while self.alive.load(Ordering::Relaxed) != 0 {
            assert!(began.elapsed() < Duration::from_secs(60), "{:?} are left", self.alive);
            std::thread::yield_now();
        }
    }

    /// Each of the first so many has ended exactly so often.
    fn each_ended(&self, numbers: usize, times: u8) {
        let ended = self.ended.lock().unwrap();
        assert!(ended.len() == numbers && ended.iter().all(|own| *own == times), "not {times} times: {ended:?}");
    }
}

/// By value: a clone of each item goes in.
#[parallel(map)]
fn passed(citizen: Citizen, panics_at: usize) -> Citizen {
    pause(citizen.number);
    assert!(citizen.number != panics_at, "at item {panics_at}");
    citizen
}

#[parallel(map, chunk = 3)]
fn doubled(citizen: &Citizen, fails_at: usize) -> Result<Citizen, Citizen> {
    pause(citizen.number);
    if citizen.number == fails_at { Err(citizen.clone()) } else { Ok(citizen.clone()) }
}

/// By value out of an iterator.
#[parallel(map, limit = 5)]
fn streamed(citizen: Citizen, panics_at: usize) -> Citizen {
    pause(citizen.number);
    assert!(citizen.number != panics_at, "at item {panics_at}");
    citizen
}

#[parallel(map, limit = 5, ordered = false)]
fn streamed_anyhow(citizen: Citizen, panics_at: usize) -> Citizen {
    pause(citizen.number);
    assert!(citizen.number != panics_at, "at item {panics_at}");
    citizen
}

#[parallel(spawn)]
fn spawned(citizen: Citizen, panics_at: usize) -> Citizen {
    assert!(citizen.number != panics_at, "at item {panics_at}");
    citizen
}

#[parallel]
fn gathered(citizens: &[Citizen], fails_at: usize, panics_at: usize) -> Option<Vec<Citizen>> {
    #[reduce(concat)]
    let mut all = Vec::new();
    for citizen in par(citizens) {
        pause(citizen.number);
        all.push(citizen.clone());
        if citizen.number == fails_at {
            None?;
        }
        assert!(citizen.number != panics_at, "at item {panics_at}");
    }
    Some(all)
}

#[parallel]
fn replaced(citizens: &mut [Citizen], panics_at: usize) {
    for i in par(0..citizens.len()) {
        pause(i);
        assert!(i != panics_at, "at item {panics_at}");
        citizens[i] = citizens[i].clone();
    }
}

/// Nowhere, at an item, or behind the last one.
fn place(random: &mut Random, n: usize) -> usize {
    if random.one_in(2) { usize::MAX } else { random.below(n + 1) }
}

fn check_loops(random: &mut Random) {
    let n = random.length(1000);
    let (fails_at, panics_at) = (place(random, n), place(random, n));
    let census = Arc::new(Census::default());
    let mut citizens: Vec<Citizen> = (0..n).map(|number| Citizen::new(&census, number)).collect();
    let numbers = |citizens: &[Citizen]| citizens.iter().map(|citizen| citizen.number).eq(0..n);
    let call = |run: &mut dyn FnMut()| catch_unwind(AssertUnwindSafe(run)).is_err();
    let is_within = panics_at < n;
    assert_eq!(call(&mut || assert!(numbers(&passed_par(&citizens, panics_at)))), is_within);
    assert_eq!(census.alive.load(Ordering::Relaxed), n as isize);
    let results = doubled_par(&citizens, fails_at);
    assert!(results.iter().enumerate().all(|(i, own)| match own {
        Ok(own) => own.number == i && i != fails_at,
        Err(own) => own.number == i && i == fails_at,
    }));
    drop(results);
    let panics = call(&mut || {
        let all = gathered(&citizens, fails_at, panics_at);
        assert_eq!(all.is_none(), fails_at < n);
        assert!(all.is_none_or(|all| numbers(&all)));
    });
    assert_eq!(panics, is_within && panics_at < fails_at);
    assert_eq!(census.alive.load(Ordering::Relaxed), n as isize);
    assert_eq!(call(&mut || replaced(&mut citizens, panics_at)), is_within);
    assert!(numbers(&citizens));
    drop(citizens);
    assert_eq!(census.alive.load(Ordering::Relaxed), 0);
}

fn check_streams(random: &mut Random) {
    let n = random.length(100);
    let panics_at = if random.one_in(3) { random.below(n + 1) } else { usize::MAX };
    let takes = if random.one_in(2) { random.below(n + 2) } else { usize::MAX };
    for is_ordered in [true, false] {
        let census = Arc::new(Census::default());
        let of_census = Arc::clone(&census);
        let made = Arc::new(AtomicIsize::new(0));
        let counted = Arc::clone(&made);
        let items = (0..n).map(move |number| {
            counted.fetch_add(1, Ordering::Relaxed);
            Citizen::new(&of_census, number)
        });
        let taken = catch_unwind(AssertUnwindSafe(|| match is_ordered {
            true => streamed_iter(items, panics_at).take(takes).map(|citizen| citizen.number).collect::<Vec<_>>(),
            false => streamed_anyhow_iter(items, panics_at).take(takes).map(|citizen| citizen.number).collect(),
        }));
        match taken {
            Ok(taken) => {
                assert_eq!(taken.len(), takes.min(n));
                assert!(!is_ordered || taken.iter().copied().eq(0..taken.len()));
                assert!(!is_ordered || panics_at >= taken.len());
            }
            Err(panic) => {
                assert_eq!(panic.downcast_ref(), Some(&format!("at item {panics_at}")));
                assert!(!is_ordered || panics_at < takes.min(n));
            }
        }
        census.all_end();
        census.each_ended(made.load(Ordering::Relaxed) as usize, 1);
    }
}

fn check_tasks(random: &mut Random) {
    let census = Arc::new(Census::default());
    let n = 20;
    let panics_at = place(random, n);
    for number in 0..n {
        let task = spawned(Citizen::new(&census, number), panics_at);
        match random.below(5) {
            0 => drop(task),
            1 => assert_eq!(task.try_join().is_err(), number == panics_at),
            2 => task.cancel(),
            3 => task.on_done(move |result| assert_eq!(result.is_err(), number == panics_at)),
            _ => {
                let waited = catch_unwind(AssertUnwindSafe(|| task.wait(Duration::from_micros(50))));
                assert!(waited.is_ok() || number == panics_at);
            }
        }
    }
    census.all_end();
    census.each_ended(n, 1);
}

pub(super) fn check() {
    let random = &mut Random::new(7);
    expect_panics();
    for _ in 0..often(100, 3000) {
        check_loops(random);
        check_streams(random);
        check_tasks(random);
    }
}
