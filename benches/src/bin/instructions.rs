//! Instructions a decorated call, counted by callgrind: the difference between a run of N calls and one of 2 N.
//! Exits with 1 when a figure is more than 5 % over the one in `instructions.limit`.
//!
//! `cargo run --release -p bedeck-benches --bin instructions`

use std::process::{Command, ExitCode};

use bedeck_benches::contestants::{
    Contestant, Plain, Precise, Profiled, ProfiledLines, ProfiledOff, Sampled, Timed, TimedOff,
};
use bedeck_benches::loops::instructions as loops;
use bedeck_benches::memoized;
use bedeck_benches::work::{Body, make_calls};

/// N.
const CALLS: u64 = 100_000;
/// How much a figure may grow before it is a regression.
const SLACK: f64 = 1.05;
/// `FORM NUMBER` lines: what stood there when it was last accepted.
const LIMITS: &str = include_str!("../../instructions.limit");

/// The only function, with all that it calls, whose instructions count: a peer calibrates its clock before `main`,
/// in a loop that ends when the time is right.
const COUNTED: &str = "--toggle-collect=*work::repeat*";

/// What is counted.
struct Form {
    /// Its name in the limit file.
    name: &'static str,
    /// Its value of `BEDECK`.
    bedeck: &'static str,
    /// Its body.
    body: Body,
    /// Its calls.
    make: fn(Body, u64),
}

const fn form<C: Contestant>(name: &'static str, body: Body) -> Form {
    Form { name, bedeck: C::BEDECK, body, make: make_calls::<C> }
}

/// Calls that are no decorated body.
const fn calls(name: &'static str, make: fn(Body, u64)) -> Form {
    Form { name, bedeck: "quiet", body: Body::Tiny, make }
}

/// Runs of a loop, on one thread: to valgrind's slow clock a short loop is long enough for two.
const fn runs(name: &'static str, make: fn(Body, u64)) -> Form {
    Form { name, bedeck: "quiet,threads=1", body: Body::Tiny, make }
}

const FORMS: [Form; 40] = [
    form::<Plain>("plain", Body::Tiny),
    form::<Timed>("timed", Body::Tiny),
    form::<TimedOff>("off", Body::Tiny),
    form::<Sampled>("sampled", Body::Tiny),
    form::<Precise>("precise", Body::Tiny),
    form::<Profiled>("profiled", Body::Tiny),
    form::<Profiled>("profiled-alternating", Body::Alternating),
    form::<Profiled>("profiled-four-deep", Body::FourDeep),
    form::<Profiled>("profiled-fib", Body::Fib25),
    form::<ProfiledOff>("profiled-off", Body::Tiny),
    form::<ProfiledLines>("line", Body::Statements),
    calls("memo-hit", |_, calls| memoized::hits(calls)),
    calls("memo-miss", |_, calls| memoized::misses(calls)),
    calls("memo-eviction", |_, calls| memoized::evictions(calls)),
    runs("loop-u64-4-plain", |_, calls| loops::count::<4>(calls, loops::PLAIN)),
    runs("loop-u64-4", |_, calls| loops::count::<4>(calls, loops::ATTRIBUTED)),
    runs("loop-u64-8-plain", |_, calls| loops::count::<8>(calls, loops::PLAIN)),
    runs("loop-u64-8", |_, calls| loops::count::<8>(calls, loops::ATTRIBUTED)),
    runs("loop-u64-30-plain", |_, calls| loops::count::<30>(calls, loops::PLAIN)),
    runs("loop-u64-30", |_, calls| loops::count::<30>(calls, loops::ATTRIBUTED)),
    runs("loop-u64-100-plain", |_, calls| loops::count::<100>(calls, loops::PLAIN)),
    runs("loop-u64-100", |_, calls| loops::count::<100>(calls, loops::ATTRIBUTED)),
    runs("loop-scale-4-plain", |_, calls| loops::scale::<4>(calls, loops::PLAIN)),
    runs("loop-scale-4", |_, calls| loops::scale::<4>(calls, loops::ATTRIBUTED)),
    runs("loop-scale-8-plain", |_, calls| loops::scale::<8>(calls, loops::PLAIN)),
    runs("loop-scale-8", |_, calls| loops::scale::<8>(calls, loops::ATTRIBUTED)),
    runs("loop-scale-30-plain", |_, calls| loops::scale::<30>(calls, loops::PLAIN)),
    runs("loop-scale-30", |_, calls| loops::scale::<30>(calls, loops::ATTRIBUTED)),
    runs("loop-scale-100-plain", |_, calls| loops::scale::<100>(calls, loops::PLAIN)),
    runs("loop-scale-100", |_, calls| loops::scale::<100>(calls, loops::ATTRIBUTED)),
    runs("loop-f64-4-plain", |_, calls| loops::sum::<4>(calls, loops::PLAIN)),
    runs("loop-f64-4", |_, calls| loops::sum::<4>(calls, loops::ATTRIBUTED)),
    runs("loop-f64-8-plain", |_, calls| loops::sum::<8>(calls, loops::PLAIN)),
    runs("loop-f64-8", |_, calls| loops::sum::<8>(calls, loops::ATTRIBUTED)),
    runs("loop-f64-30-plain", |_, calls| loops::sum::<30>(calls, loops::PLAIN)),
    runs("loop-f64-30", |_, calls| loops::sum::<30>(calls, loops::ATTRIBUTED)),
    runs("loop-f64-100-plain", |_, calls| loops::sum::<100>(calls, loops::PLAIN)),
    runs("loop-f64-100", |_, calls| loops::sum::<100>(calls, loops::ATTRIBUTED)),
    runs("loop-f64-200-plain", |_, calls| loops::sum::<200>(calls, loops::PLAIN)),
    runs("loop-f64-200", |_, calls| loops::sum::<200>(calls, loops::ATTRIBUTED)),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if let (Some(form), Some(calls)) = (arguments.next(), arguments.next()) {
        // Not every processor has wide instructions, nor does valgrind know them on each: the counts are those of the baseline.
        bedeck::__private::pool::force_width(0);
        let calls = calls.parse().expect("a number of calls");
        FORMS.iter().filter(|known| known.name == form).for_each(|known| (known.make)(known.body, calls));
        return ExitCode::SUCCESS;
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: nothing was counted");
        return ExitCode::SUCCESS;
    }
    let within = FORMS.map(|form| judge(&form));
    if within.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn judge(form: &Form) -> bool {
    // Whole bodies, the same number in both runs and between them.
    let calls = CALLS.next_multiple_of(form.body.calls());
    let difference = instructions(form, 2 * calls) - instructions(form, calls);
    let a_call = difference / calls as f64;
    let name = form.name;
    let Some(limit) = limit_of(name) else {
        println!("{name}: {a_call:.2} instructions a call");
        return true;
    };
    let within = a_call <= limit * SLACK;
    let word = if within { "ok" } else { "TOO MANY" };
    println!("{name}: {a_call:.2} instructions a call, accepted {limit:.2}: {word}");
    within
}

fn limit_of(form: &str) -> Option<f64> {
    let lines = LIMITS.lines().filter_map(|line| line.split_once(' '));
    lines.filter(|(name, _)| *name == form).find_map(|(_, number)| number.trim().parse().ok())
}

/// Instructions of a whole process that makes so many calls.
fn instructions(form: &Form, calls: u64) -> f64 {
    let program = std::env::current_exe().expect("the path of this program");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", COUNTED]).arg(program);
    let output =
        command.args([form.name, &calls.to_string()]).env("BEDECK", form.bedeck).output().expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "valgrind failed: {said}");
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    collected.and_then(|(_, number)| number.trim().parse().ok()).expect("callgrind says what it collected")
}
