//! The engine that Chrome's DevTools read traces with.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pictures::Pictures;
use super::sheet::{Sheet, Shown};
use super::tools::Tools;
use crate::Fault;

/// The processes of our traces.
const TREES: u64 = 1;
const CALLS: u64 = 2;

/// A call or a node, as the engine nested it.
struct Drawn {
    process: u64,
    thread: String,
    function: String,
    depth: u64,
    self_ns: f64,
    total_ns: f64,
}

pub(super) fn check(tools: &Tools, pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    let text = tools.script("devtools.mjs", &[pictures.file("trace").as_os_str()])?;
    let drawn: Vec<Drawn> = text.lines().map(drawn).collect::<Result<_, Fault>>()?;
    let trees: Vec<&Drawn> = drawn.iter().filter(|drawn| drawn.process == TREES).collect();
    let expected = &pictures.expected;
    let heading = |what: &str| format!("DevTools, {}: {what}", pictures.name);
    let roots = trees.iter().filter(|drawn| drawn.depth == 0);
    let threads = sums(roots.map(|drawn| (drawn.thread.as_str(), drawn.total_ns)));
    sheet.compare(&heading("threads"), &expected.threads(), &threads);
    for thread in expected.threads().keys() {
        let here = trees.iter().filter(|drawn| drawn.thread == *thread);
        let selves = sums(here.map(|drawn| (drawn.function.as_str(), drawn.self_ns)));
        let ours = expected.each(Some(thread), |sums| sums.self_ns);
        sheet.compare(&heading(&format!("self times in {thread}")), &ours, &selves);
    }
    if let Some(calls) = &pictures.calls {
        let mut ours = BTreeMap::new();
        calls.iter().for_each(|(name, duration)| *ours.entry(name.clone()).or_default() += duration);
        let single = drawn.iter().filter(|drawn| drawn.process == CALLS);
        sheet.compare(
            &heading("single calls"),
            &ours,
            &sums(single.map(|drawn| (drawn.function.as_str(), drawn.total_ns))),
        );
    }
    Ok(())
}

fn drawn(line: &str) -> Result<Drawn, Fault> {
    let value: Value = serde_json::from_str(line)?;
    let text = |key: &str| value[key].as_str().map(str::to_owned).ok_or_else(|| format!("no `{key}` in {line}"));
    // Microseconds in floating point.
    let time = |key: &str| value[key].as_f64().map(|us| us * 1000.0).ok_or_else(|| format!("no `{key}` in {line}"));
    Ok(Drawn {
        process: value["pid"].as_u64().unwrap_or(0),
        thread: text("thread")?,
        function: text("name")?,
        depth: value["depth"].as_u64().unwrap_or(0),
        self_ns: time("self")?,
        total_ns: time("total")?,
    })
}

/// The sum of each name that has any. The two ends of a box may each be an eighth of a nanosecond off.
fn sums<'a>(times: impl Iterator<Item = (&'a str, f64)>) -> BTreeMap<String, Shown> {
    let mut sums: BTreeMap<String, Shown> = BTreeMap::new();
    for (name, time) in times {
        let sum = sums.entry(name.to_owned()).or_insert(Shown { value: 0.0, within: 0.0 });
        sum.value += time;
        sum.within += 0.25;
    }
    sums.into_iter().filter(|(_, shown)| shown.value > shown.within).collect()
}
