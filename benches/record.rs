//! Every contestant by turns, in one run: what a call costs, as ratios, and what it leaves behind.
//!
//! `cargo bench -p bedeck-benches --bench record [-- ROUNDS [MILLIONS]] [WORD..]`

use bedeck_benches::child::serve_if_asked;
use bedeck_benches::lineup::Timing;
use bedeck_benches::process::machine;
use bedeck_benches::rounds::{Started, Wanted, whole_processes};
use bedeck_benches::table::{head, left_behind};
use bedeck_benches::work::{Body, Course};

/// Slices well below what a scheduler gives at a time, where the body allows it; one `fib(25)` is 242,785 calls.
const COURSES: [Course; 6] = [
    Course { body: Body::Tiny, threads: 1, slices: 100, calls: 10_000 },
    Course { body: Body::Tiny, threads: 2, slices: 100, calls: 10_000 },
    Course { body: Body::Micro, threads: 1, slices: 100, calls: 200 },
    Course { body: Body::Micro, threads: 2, slices: 100, calls: 200 },
    Course { body: Body::Fib25, threads: 1, slices: 5, calls: 242_785 },
    Course { body: Body::Fib25, threads: 2, slices: 5, calls: 242_785 },
];

fn main() {
    if serve_if_asked() {
        return;
    }
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u64>().ok());
    let rounds = numbers.next().unwrap_or(15).max(1);
    let soak = numbers.next().unwrap_or(20) * 1_000_000;
    let wanted = Wanted::from_arguments();
    println!("{}; {rounds} rounds\n", machine());
    println!("{}", head());
    let mut started = Started::of::<Timing>(&wanted);
    for course in COURSES {
        print!("{}", started.run(rounds, course));
    }
    drop(started);
    if soak > 0 {
        let soaked: Vec<_> = whole_processes::<Timing>(&wanted, 1, Body::Tiny, soak).into_iter().flatten().collect();
        println!("\n{}", left_behind(&soaked));
    }
}
