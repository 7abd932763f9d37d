//! What a report of many functions takes, written to a file, in each format: processor time, and memory beyond what the
//! program itself holds. Exits with 1 when a format takes more memory than the line allows, and marks those that take more
//! processor time in their best round: what others do to the machine makes that longer.
//!
//! `cargo run --release -p bedeck-benches --no-default-features --bin report [-- ROUNDS [FUNCTIONS [FORMAT ..]]]`
//!
//! Each function is called a few times, `#[profiled]` in a tree of eight levels, so that all sections have rows. Every run
//! is a process of its own, and the formats take turns.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use bedeck::__private::{Site, enter_profiled};
use bedeck::Config;
use bedeck_benches::process::peak_megabytes;
use bedeck_benches::table::median;

/// The most that a report of a hundred thousand functions shall take, in seconds of processor time and in MB.
const LINES: (f64, f64) = (1.0, 200.0);

enum Here {}

/// A format, and what asks for it.
type Format = (&'static str, fn(Config, PathBuf) -> Config);

const FORMATS: [Format; 10] = [
    ("json", |config, path| config.json(path)),
    ("html", |config, path| config.html(path)),
    ("csv", |config, path| config.csv(path)),
    ("markdown", |config, path| config.markdown(path)),
    ("table", |config, path| config.table_to(path)),
    ("prom", |config, path| config.prom(path)),
    ("folded", |config, path| config.folded(path)),
    ("speedscope", |config, path| config.speedscope(path)),
    ("trace", |config, path| config.trace(path)),
    ("pprof", |config, path| config.pprof(path)),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default| arguments.get(at).and_then(|word| word.parse().ok()).unwrap_or(default);
    if let [word, functions, format, file] = &arguments[..]
        && word == "write"
    {
        write(functions.parse().expect("a number of functions"), format, Path::new(file));
        return ExitCode::SUCCESS;
    }
    let (rounds, functions, wanted) = (number(0, 7).max(1), number(1, 100_000), arguments.get(2..).unwrap_or_default());
    let formats: Vec<&str> = FORMATS.iter().map(|(format, _)| *format).filter(|f| is_wanted(f, wanted)).collect();
    let mut runs: Vec<Vec<Run>> = formats.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        formats.iter().zip(&mut runs).for_each(|(format, runs)| runs.push(Run::of(functions, format)));
    }
    println!("| format | file, MB | processor time, s: median | least | time, s | memory beyond the program's, MB |");
    println!("|---|---:|---:|---:|---:|---:|");
    let within: Vec<bool> = formats.iter().zip(&runs).map(|(format, runs)| judge(format, runs)).collect();
    if within.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn is_wanted(format: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == format)
}

/// Prints a format's row. Whether its memory is within the line.
fn judge(format: &str, runs: &[Run]) -> bool {
    let figures = |of: fn(&Run) -> f64| runs.iter().map(of).collect::<Vec<f64>>();
    let (cpu, memory) = (figures(|run| run.cpu), median(&figures(|run| run.memory)));
    let least = cpu.iter().copied().fold(f64::INFINITY, f64::min);
    let mark = |figure: f64, line: f64| if figure > line { " TOO MUCH" } else { "" };
    let (slow, large) = (mark(least, LINES.0), mark(memory, LINES.1));
    let (file, cpu, time) = (median(&figures(|run| run.file)), median(&cpu), median(&figures(|run| run.time)));
    println!("| {format} | {file:.1} | {cpu:.2} | {least:.2}{slow} | {time:.2} | {memory:.0}{large} |");
    large.is_empty()
}

/// What one report took: seconds of processor time, seconds, MB of memory, and MB of the file.
struct Run {
    cpu: f64,
    time: f64,
    memory: f64,
    file: f64,
}

impl Run {
    fn of(functions: usize, format: &str) -> Run {
        let file = std::env::temp_dir().join(format!("bedeck-report-{}.{format}", std::process::id()));
        let program = std::env::current_exe().expect("the path of this program");
        let mut command = Command::new(program);
        command.args(["write", &functions.to_string(), format]).arg(&file).env("BEDECK", "quiet");
        let output = command.output().expect("this program runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        std::fs::remove_file(file).expect("the report");
        let [cpu, time, memory, file] = figures[..] else { panic!("not four figures: {said}") };
        Run { cpu, time, memory, file }
    }
}

/// Calls the functions, writes the report, and prints what that took.
fn write(functions: usize, format: &str, file: &Path) {
    let sites: Vec<&'static Site> = (0..functions).map(site).collect();
    sites.chunks(8).for_each(|chain| (0..3).for_each(|_| call(chain)));
    let (_, ask) = FORMATS.iter().find(|(known, _)| *known == format).expect("a format");
    bedeck::configure(ask(Config::new(), file.to_owned()));
    let peak = || peak_megabytes("self").expect("the peak of this process");
    let (began, cpu, held) = (Instant::now(), cpu_seconds(), peak());
    bedeck::flush();
    let (cpu, time, memory) = (cpu_seconds() - cpu, began.elapsed().as_secs_f64(), peak() - held);
    println!("{cpu} {time} {memory} {}", std::fs::metadata(file).expect("the report").len() as f64 / 1e6);
    // The end writes the report again: one of nothing.
    bedeck::reset();
}

fn site(number: usize) -> &'static Site {
    let name: &'static str = Box::leak(format!("app::module{}::function{number}", number % 97).into_boxed_str());
    Box::leak(Box::new(Site::new::<Here>().named(name).profiled()))
}

fn call(chain: &[&'static Site]) {
    if let [first, rest @ ..] = chain {
        let _call = enter_profiled(first);
        call(rest);
    }
}

/// The processor time of the process: what another process takes is not in it.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
