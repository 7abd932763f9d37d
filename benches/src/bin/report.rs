//! How long a report of many functions takes, and how much memory: `report [FUNCTIONS [PAINTER]]`.
//!
//! Each function is called a few times, `#[profiled]` in a tree of eight levels, so that all sections have rows.

use std::time::Instant;

use bedeck::__private::{Site, enter_profiled};

enum Here {}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let functions: usize = arguments.next().map_or(100_000, |number| number.parse().expect("a number of functions"));
    let sites: Vec<&'static Site> = (0..functions).map(site).collect();
    sites.chunks(8).for_each(|chain| (0..3).for_each(|_| call(chain)));
    let before = peak_kib();
    let wanted = arguments.next();
    for (name, paint) in PAINTERS.into_iter().filter(|(name, _)| wanted.as_deref().is_none_or(|wanted| wanted == *name))
    {
        let (began, cpu) = (Instant::now(), cpu_ms());
        let bytes = paint();
        println!(
            "{name}: {} ms ({} ms of processor time), {} KiB",
            began.elapsed().as_millis(),
            cpu_ms() - cpu,
            bytes / 1024
        );
    }
    println!("peak memory: {} MiB before, {} MiB after", before / 1024, peak_kib() / 1024);
}

/// Name, and what makes it and tells its size.
type Painter = (&'static str, fn() -> usize);

const PAINTERS: [Painter; 10] = [
    ("report", || bedeck::report().functions.len()),
    ("json", || bedeck::report().to_json().len()),
    ("table", || bedeck::report().to_table().len()),
    ("csv", || bedeck::report().to_csv().len()),
    ("markdown", || bedeck::report().to_markdown().len()),
    ("html", || bedeck::report().to_html().len()),
    ("prom", || bedeck::report().to_prom().len()),
    ("folded", || bedeck::report().to_folded().len()),
    ("trace", || bedeck::report().to_trace().len()),
    ("pprof", || bedeck::report().to_pprof().len()),
];

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

/// The most memory that the process has had (`VmHWM`).
fn peak_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// The processor time of the process: what another process takes is not in it.
fn cpu_ms() -> u128 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|ns| ns.parse::<u128>().ok()).unwrap_or(0) / 1_000_000
}
