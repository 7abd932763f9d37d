//! Every contestant by turns, in one run: what a call costs, as ratios, and what it leaves behind.
//!
//! `cargo bench -p bedeck-benches --bench record [-- ROUNDS [MILLIONS]]`

use bedeck_benches::child::{Running, Soaked, serve_if_asked};
use bedeck_benches::contestants::{Contestant, Visitor, visit_all};
use bedeck_benches::process::machine;
use bedeck_benches::table::{Series, head, left_behind, rows};
use bedeck_benches::work::{Body, Course};

/// Slices well below what a scheduler gives at a time, where the body allows it; one `fib(25)` is 242,785 calls.
const COURSES: [Course; 6] = [
    Course { body: Body::Tiny, threads: 1, slices: 100, calls: 10_000 },
    Course { body: Body::Tiny, threads: 2, slices: 100, calls: 10_000 },
    Course { body: Body::Micro, threads: 1, slices: 100, calls: 200 },
    Course { body: Body::Micro, threads: 2, slices: 100, calls: 200 },
    Course { body: Body::Fib, threads: 1, slices: 5, calls: 242_785 },
    Course { body: Body::Fib, threads: 2, slices: 5, calls: 242_785 },
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
    for course in COURSES {
        print!("{}", run(&mut all.0, rounds, course));
    }
    drop(all);
    if soak > 0 {
        let mut soaking = Soaking { calls: soak, all: Vec::new() };
        visit_all(&mut soaking);
        println!("\n{}", left_behind(soak, &soaking.all));
    }
}

/// A B C A B C ..: each contestant once a round, the first round thrown away.
fn run(all: &mut [Running], rounds: u64, course: Course) -> String {
    let mut series: Vec<Series> = all.iter().map(|one| Series { name: one.name, rounds: Vec::new() }).collect();
    for round in 0..=rounds {
        for (contestant, series) in all.iter_mut().zip(&mut series) {
            let took = contestant.measure(course);
            if round > 0 {
                series.rounds.push(took);
            }
        }
    }
    rows(course.body.word(), course.threads, &series)
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
