//! The page in Chromium, used by mouse and keys.

use std::collections::BTreeMap;

use serde_json::Value;

use super::hand;
use super::pictures::Pictures;
use super::sheet::{Sheet, Shown, complaints};
use super::tools::Tools;
use crate::Fault;

/// The functions of the large report, and how long its page may take. (It takes a third of a second on a quiet machine.)
const LARGE: u64 = 5_000;
const LONGEST_MS: f64 = 3_000.0;

pub(super) fn check(tools: &Tools, pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    let seen = used(tools, pictures)?;
    let heading = |what: &str| format!("html, {}: {what}", pictures.name);
    let rows = texts(&seen["names"]).into_iter().zip(texts(&seen["calls"]));
    sheet.compare(
        &heading("calls"),
        &sums(&pictures.functions),
        &added(rows.map(|(name, calls)| (name, figure(&calls)))),
    );
    sheet.note(&heading("used by mouse and keys"), 12, &faults(&seen));
    let history = &pictures.history;
    if history["functions"].is_array() {
        sheet.compare(&heading("over time"), &second_interval(history), &told(&seen["in_interval"]));
        sheet.note(&heading("over time, by mouse and keys"), 3, &faults_over_time(&seen));
    }
    Ok(())
}

/// A report of thousands of functions.
pub(super) fn check_large(tools: &Tools, sheet: &mut Sheet) -> Result<(), Fault> {
    let pictures = Pictures::of(tools, "large", &hand::large(LARGE), Vec::new())?;
    let seen = used(tools, &pictures)?;
    let took = seen["ready_ms"].as_f64().unwrap_or(f64::INFINITY);
    let mut faults = faults(&seen);
    if took > LONGEST_MS {
        faults.push(format!("took {took:.0} ms"));
    }
    sheet.note(&format!("html, {LARGE} functions: ready after {took:.0} ms, used by mouse and keys"), 12, &faults);
    Ok(())
}

/// The part of its second interval that each function took that ever ran, in tenths of a per cent.
fn second_interval(history: &Value) -> BTreeMap<String, u64> {
    let [begin, end] = [0, 1].map(|at| history["ends_ns"][at].as_u64().unwrap_or(0));
    let rows = history["functions"].as_array().into_iter().flatten();
    let ran = rows.filter(|row| row["total_ns"].as_array().is_some_and(|all| all.iter().any(|ns| *ns != 0)));
    let part = |row: &Value| row["total_ns"][1].as_u64().unwrap_or(0) * 1000 / (end - begin).max(1);
    ran.map(|row| (row["function"].as_str().unwrap_or_default().to_owned(), part(row))).collect()
}

/// What the page tells of each function, in tenths of a per cent.
fn told(rows: &Value) -> BTreeMap<String, Shown> {
    let figure = |text: &str| text.trim_end_matches(" %").parse().map_or(f64::NAN, |percent: f64| percent * 10.0);
    let rows = rows.as_array().into_iter().flatten().map(texts);
    let shown = |row: Vec<String>| match &row[..] {
        [name, text] => Some((name.clone(), Shown { value: figure(text), within: 1.0 })),
        _ => None,
    };
    rows.filter_map(shown).collect()
}

/// What a person would complain of who goes through the intervals.
fn faults_over_time(seen: &Value) -> Vec<String> {
    let checks = [
        ("an arrow goes to the next interval", seen["interval"] == "from 500 ms to 900 ms"),
        ("the mouse shows the interval that it is in", seen["pointed"] == "from 900 ms to 2.00 s"),
        ("Escape shows the greatest figures again", seen["unpointed"] == seen["greatest"]),
    ];
    complaints(&checks)
}

fn used(tools: &Tools, pictures: &Pictures) -> Result<Value, Fault> {
    let (folder, screenshot) = (tools.folder.join("chromium"), tools.folder.join(format!("{}.png", pictures.name)));
    let file = pictures.file("html");
    let said = tools.script("report.mjs", &[folder.as_os_str(), file.as_os_str(), screenshot.as_os_str()])?;
    Ok(serde_json::from_str(&said)?)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn figure(text: &str) -> u64 {
    text.replace(',', "").parse().unwrap_or(u64::MAX)
}

/// The calls of each name.
fn sums(functions: &[Value]) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for function in functions {
        let name = function["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("(unnamed)");
        *sums.entry(name.to_owned()).or_default() += function["calls"].as_u64().unwrap_or(0);
    }
    sums
}

fn added(rows: impl Iterator<Item = (String, u64)>) -> BTreeMap<String, Shown> {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    rows.for_each(|(name, calls)| *sums.entry(name).or_default() += calls);
    sums.into_iter().map(|(name, calls)| (name, Shown::exactly(calls))).collect()
}

/// What a person would complain of.
fn faults(seen: &Value) -> Vec<String> {
    let found = texts(&seen["found"]);
    let calls = |key: &str| texts(&seen[key]).iter().map(|text| figure(text)).collect::<Vec<_>>();
    let word = seen["word"].as_str().unwrap_or_default().to_lowercase();
    let number = |key: &str| seen[key].as_f64().unwrap_or(f64::NAN);
    let text = |key: &str| seen[key].as_str().unwrap_or_default();
    let checks = [
        ("the title is the program's", text("title").starts_with("bedeck")),
        (
            "the tree and the functions are there",
            texts(&seen["sections"]).starts_with(&["Call tree".into(), "Functions".into()]),
        ),
        ("nothing came from elsewhere", number("loaded_from_elsewhere") == 0.0),
        ("everything to press has a name", number("unlabelled") == 0.0),
        ("a click sorts the greatest first", calls("calls_down").is_sorted_by(|a, b| a >= b)),
        (
            "another one the least",
            calls("calls_up").is_sorted() && calls("calls_up").first() < calls("calls_down").first(),
        ),
        ("a click on a box makes it as wide as the page", (number("zoomed") - 1.0).abs() < 0.01),
        ("an arrow goes to a callee", !text("moved").is_empty()),
        ("a click on a function shows it", text("chosen") == text("first")),
        (
            "the search leaves what fits",
            !found.is_empty() && found.iter().all(|name| name.to_lowercase().contains(&word)),
        ),
        ("and colours it", texts(&seen["found_frames"]).iter().all(|label| label.to_lowercase().contains(&word))),
        ("dark is not light", text("dark") != text("light")),
    ];
    complaints(&checks)
}
