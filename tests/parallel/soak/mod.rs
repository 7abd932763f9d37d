//! Everything at once, from 64 threads: each result is checked, and nothing may stand still.

mod acts;
mod functions;
mod watch;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::processes::{again, is_again, obey};
use crate::random::Random;
use crate::{expect_panics, minutes};
use acts::ACTS;
use watch::Watch;

/// Threads that call at the same time.
const CALLERS: usize = 64;

/// How long, if it is not told.
const BRIEF: Duration = Duration::from_secs(3);

#[test]
fn callers_of_everything_get_what_they_have_to() {
    obey();
    expect_panics();
    let until = Instant::now() + minutes().map_or(BRIEF, |all| all / (1 + SETTINGS.len() as u32));
    let (watch, seeds) = (Watch::new(CALLERS), AtomicU64::new(1));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let (watch, seeds) = (&watch, &seeds);
                scope.spawn(move || {
                    let mut random = Random::new(seeds.fetch_add(1, Ordering::Relaxed));
                    while Instant::now() < until {
                        let act = random.below(ACTS.len());
                        watch.begins(caller, ACTS[act].0);
                        ACTS[act].1(&mut random);
                    }
                    watch.ends(caller);
                })
            })
            .collect();
        scope.spawn(|| watch.until(&is_over));
        let results: Vec<_> = callers.into_iter().map(|caller| caller.join()).collect();
        is_over.store(true, Ordering::Relaxed);
        assert!(
            results.iter().all(Result::is_ok),
            "{} callers failed",
            results.iter().filter(|own| own.is_err()).count()
        );
    });
    functions::all_end();
    println!("{} acts: {}", watch.acts(), watch.counts());
    println!("result: all");
}

/// In processes of their own: more threads than cores, and every region shared.
const SETTINGS: [(&str, &str); 2] = [("threads=8", "shared"), ("threads=3", "shared")];

#[test]
fn so_they_do_with_more_threads_where_every_region_is_shared() {
    if !is_again() {
        let settings = if minutes().is_some() { &SETTINGS[..] } else { &SETTINGS[..1] };
        settings.iter().for_each(|own| drop(again("soak::callers_of_everything_get_what_they_have_to", &[*own])));
    }
}
