//! What was decorated, how, and what was not.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::record::sites::sites;
use crate::site::Site;
use crate::state;

/// Says of every decorated function that was called what it is, where it stands, which options it has, and which
/// functions beside it the attribute on their `impl`, `mod` or `trait` had to leave alone, and why.
///
/// ```
/// println!("{}", bedeck::explain());
/// ```
///
/// ```text
/// app::Store::get (src/store.rs:20): function, outcome, sample = 64
/// app::Store::load (src/store.rs:31): async
///   beside it, not decorated: `Store::empty`: a const fn may run at compile time, where there is no clock
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
    explanation(&known)
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
