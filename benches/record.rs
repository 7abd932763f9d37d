//! Every contestant by turns, in one run: what a call costs, as ratios, and what it leaves behind.
//!
//! `cargo bench -p bedeck-benches --bench record [-- ROUNDS [MILLIONS]]`

use bedeck_benches::child::{Running, Soaked, serve_if_asked};
use bedeck_benches::contestants::{Contestant, Visitor, visit_all};
use bedeck_benches::process::machine;
use bedeck_benches::table::{Series, head, left_behind, rows};
use bedeck_benches::work::Body;

/// Bodies, threads, and calls a round: each round of each takes some milliseconds at least.
const COURSES: [(Body, usize, u64); 6] = [
    (Body::Tiny, 1, 1_000_000),
    (Body::Tiny, 2, 1_000_000),
    (Body::Micro, 1, 20_000),
    (Body::Micro, 2, 20_000),
    (Body::Fib, 1, 1_000_000),
    (Body::Fib, 2, 1_000_000),
];

fn main() {
    if serve_if_asked() {
        return;
    }
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let rounds = numbers.next().unwrap_or(15).max(1);
    let soak = numbers.next().unwrap_or(20) * 1_000_000;
    println!("{}; {rounds} rounds\n", machine());
    println!("{}", head());
    let mut all = Started(Vec::new());
    visit_all(&mut all);
    for (body, threads, calls) in COURSES {
        print!("{}", course(&mut all.0, rounds, (body, threads, calls)));
    }
    drop(all);
    if soak > 0 {
        let mut soaking = Soaking { calls: soak, all: Vec::new() };
        visit_all(&mut soaking);
        println!("\n{}", left_behind(soak, &soaking.all));
    }
}

/// A B C A B C ..: each contestant once a round, the first round thrown away.
fn course(all: &mut [Running], rounds: u64, (body, threads, calls): (Body, usize, u64)) -> String {
    let mut series: Vec<Series> = all.iter().map(|one| Series { name: one.name, rounds: Vec::new() }).collect();
    for round in 0..=rounds {
        for (contestant, series) in all.iter_mut().zip(&mut series) {
            let took = contestant.measure(body, threads, calls);
            if round > 0 {
                series.rounds.push(took);
            }
        }
    }
    rows(body.word(), threads, &series)
}

struct Started(Vec<Running>);

impl Visitor for Started {
    fn visit<C: Contestant>(&mut self) {
        self.0.push(Running::start::<C>());
    }
}

/// Each in a fresh process, one after the other.
struct Soaking {
    calls: u64,
    all: Vec<Soaked>,
}

impl Visitor for Soaking {
    fn visit<C: Contestant>(&mut self) {
        self.all.push(Running::start::<C>().soak(self.calls));
    }
}
