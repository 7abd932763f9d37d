//! What was decorated, how, and what was not.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::pool::{Shape, tasks};
use crate::record::sites::sites;
use crate::report::Region;
use crate::report::regions::shaped;
use crate::report::table::units::grouped;
use crate::site::Site;
use crate::state;

/// Says of every decorated function that was called what it is, where it stands, which options it has, and which
/// functions beside it the attribute on their `impl`, `mod` or `trait` had to leave alone, and why. Of every loop, map and task
/// of `#[parallel]` that ran it says what ran in parallel, and what did not, and why.
///
/// ```
/// println!("{}", bedeck::explain());
/// ```
///
/// ```text
/// app::Store::get (src/store.rs:20): function, outcome, sample = 64
/// app::Store::load (src/store.rs:31): async
///   beside it, not decorated: `Store::empty`: a const fn may run at compile time, where there is no clock
/// app::dot (src/dot.rs:4): parallel loop, 15 runs, 75,640 items: 5 in parallel on 1.9 cores, 10 serial (640 items x 3.0 ns = 1.9 us, break-even 100.0 us)
///   order of its floats: as written below 128 items, then 32 lanes in blocks of a 64th of all, but 128 to 4,096 items
/// app::thumb_par (src/thumb.rs:9): parallel map, 1 run, 2,000 items: 1 in parallel on 2.0 cores
/// app::crunch (src/crunch.rs:7): 20 spawned tasks, 3 of them run by who joined them
/// ```
///
/// # Restrictions
///
/// A function is known from its first call on, and what stands beside it with it.
pub fn explain() -> String {
    if state::is_off() {
        return "nothing is recorded: BEDECK=off\n".to_owned();
    }
    let mut known: Vec<&Site> = sites().filter(|site| !site.hidden).collect();
    known.sort_by_key(|site| (site.name(), site.place.file(), site.place.line()));
    let parallel = parallel();
    if known.is_empty() && !parallel.is_empty() { parallel } else { explanation(&known) + &parallel }
}

/// The loops, maps and tasks of `#[parallel]` that ran.
fn parallel() -> String {
    let regions = shaped().into_iter().map(|(region, shape)| region_told(&region, shape));
    let tasks = tasks().into_iter().map(|tasks| tasks_told(&tasks.site, tasks.counts()));
    regions.chain(tasks).collect()
}

fn region_told(region: &Region, shape: Shape) -> String {
    let Region { name, file, line, runs, items, parallel_runs, serial_runs, .. } = region;
    let what = if shape == Shape::Map { "map" } else { "loop" };
    let cores = region.cores_mean.map_or(String::new(), |cores| format!(" on {cores:.1} cores"));
    let shared = (*parallel_runs > 0).then(|| format!("{} in parallel{cores}", grouped(*parallel_runs)));
    let why = region.why_serial.as_ref().map_or(String::new(), |why| format!(" ({why})"));
    let alone = (*serial_runs > 0).then(|| format!("{} serial{why}", grouped(*serial_runs)));
    let ways: Vec<String> = shared.into_iter().chain(alone).collect();
    let (runs, items) = (counted(*runs, "run"), counted(*items, "item"));
    let order = if shape == Shape::Ordered { ORDER } else { "" };
    format!("{name} ({file}:{line}): parallel {what}, {runs}, {items}: {}\n{order}", ways.join(", "))
}

const ORDER: &str = "  order of its floats: as written below 128 items, then 32 lanes in blocks of a 64th of all, but 128 to 4,096 \
                     items\n";

/// `1 run`, `2,000 runs`.
fn counted(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

fn tasks_told(site: &Site, (spawned, joined_early): (u64, u64)) -> String {
    let (name, file, line) = (site.name(), site.place.file(), site.place.line());
    let early = if joined_early > 0 {
        format!(", {} of them run by who joined them", grouped(joined_early))
    } else {
        String::new()
    };
    format!("{name} ({file}:{line}): {}{early}\n", counted(spawned, "spawned task"))
}

fn explanation(sites: &[&Site]) -> String {
    if sites.is_empty() {
        return "no decorated function was called yet\n".to_owned();
    }
    let mut text = String::new();
    let mut named = HashSet::new();
    for site in sites {
        let (file, line) = (site.place.file(), site.place.line());
        let _ = writeln!(text, "{} ({file}:{line}): {}{}", site.name(), site.kind.as_str(), options(site));
        // All functions of one container name the same neighbours.
        for skipped in site.skipped.iter().filter(|skipped| named.insert((file, skipped.name, skipped.why))) {
            let _ = writeln!(text, "  beside it, not decorated: `{}`: {}", skipped.name, skipped.why);
        }
    }
    text
}

/// The options as they would be written in the attribute.
fn options(site: &Site) -> String {
    let options = site.options;
    let flags = [
        (options.outcome, "outcome"),
        (options.in_flight, "in_flight"),
        (options.cpu, "cpu"),
        (options.precise, "precise"),
        (options.memory, "memory"),
    ];
    let flags = flags.into_iter().filter(|(given, _)| *given).map(|(_, name)| name.to_owned());
    let sample = (options.sample > 1).then(|| format!("sample = {}", options.sample));
    let log_over = (options.log_over_ns > 0).then(|| format!("log_over = \"{}\"", duration(options.log_over_ns)));
    flags.chain(sample).chain(log_over).map(|option| format!(", {option}")).collect()
}

/// In the largest unit that takes no fraction.
fn duration(ns: u64) -> String {
    let units = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)];
    let whole = units.into_iter().find(|(_, size)| ns.is_multiple_of(*size));
    whole.map_or_else(|| format!("{ns}ns"), |(unit, size)| format!("{}{unit}", ns / size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Kind, Skipped};

    enum Here {}

    #[test]
    fn every_option_and_every_neighbour_is_named_once() {
        const BESIDE: &[Skipped] = &[Skipped { name: "empty", why: "a const fn" }];
        static PLAIN: Site = Site::new::<Here>().named("a").skipping(BESIDE);
        static RICH: Site = Site::new::<Here>()
            .named("b")
            .kind(Kind::Async)
            .outcome()
            .in_flight()
            .cpu()
            .precise()
            .sample(64)
            .log_over(10_000_000)
            .skipping(BESIDE);
        let text = explanation(&[&PLAIN, &RICH]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("a (") && lines[0].ends_with("): function"), "{text}");
        assert_eq!(lines[1], "  beside it, not decorated: `empty`: a const fn");
        assert!(
            lines[2].ends_with("): async, outcome, in_flight, cpu, precise, sample = 64, log_over = \"10ms\""),
            "{text}"
        );
        assert_eq!(lines.len(), 3);
        assert_eq!(explanation(&[]), "no decorated function was called yet\n");
    }

    #[test]
    fn durations_take_no_fraction() {
        assert_eq!([duration(2_000_000_000), duration(1_500_000), duration(7)], ["2s", "1500us", "7ns"]);
    }
}
