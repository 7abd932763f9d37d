//! The page of a running program in Chromium: newer figures come, and what a person did to the page stays.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::sheet::{Sheet, complaints};
use super::tools::{Tools, run};
use crate::Fault;

/// How long the program runs at most, in seconds.
const LONGEST: &str = "120";

pub(super) fn check(tools: &Tools, sheet: &mut Sheet) -> Result<(), Fault> {
    let cargo = |word: &str| {
        let mut command = Command::new(env!("CARGO"));
        let rest = ["--quiet", "-p", "bedeck", "--features", "serve", "--example", "live"];
        command.arg(word).args(rest).current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    };
    run(&mut cargo("build"))?;
    let mut program = Program(
        cargo("run")
            .args(["--", LONGEST])
            .env("BEDECK", "serve=0")
            .env_remove("BEDECK_TOKEN")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?,
    );
    let address = program.address()?;
    let (folder, screenshot) = (tools.folder.join("chromium"), tools.folder.join("live.png"));
    let said = tools.script("live.mjs", &[folder.as_os_str(), address.as_ref(), screenshot.as_os_str()])?;
    sheet.note("html, live: figures come, what was done stays", 10, &faults(&serde_json::from_str(&said)?));
    Ok(())
}

/// A program that serves its report.
struct Program(Child);

impl Program {
    /// Where, as it says.
    fn address(&mut self) -> Result<String, Fault> {
        let stderr = self.0.stderr.take().ok_or("no stderr")?;
        let line = BufReader::new(stderr).lines().next().ok_or("live: it says nothing")??;
        let (_, address) = line.split_once(" at ").ok_or_else(|| format!("live: `{line}`"))?;
        Ok(address.to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended if all went well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a person would complain of.
fn faults(seen: &Value) -> Vec<String> {
    let texts = |key: &str| seen[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    let text = |key: &str| seen[key].as_str().unwrap_or_default();
    let wide = |key: &str| seen[key].as_f64().is_some_and(|width| (width - 1.0).abs() < 0.01);
    let calls: Vec<u64> = texts("calls").iter().filter_map(|calls| calls.replace(',', "").parse().ok()).collect();
    let checks = [
        (
            "calls grow without a reload",
            calls.len() >= 3 && calls.is_sorted_by(|a, b| a < b) && seen["reloaded"] == false,
        ),
        ("the search stays", text("search") == "steps" && texts("names").iter().all(|name| name.ends_with("::steps"))),
        ("and the keyboard in it", text("focus") == "search"),
        ("and the colour of what fits", seen["fits"].as_u64() > Some(0)),
        ("the order stays", text("sorted") == "function"),
        ("the chosen function stays", text("chosen") == "live::steps"),
        ("and gets newer figures", seen["chosen_grew"] == true),
        ("the zoom stays", wide("zoomed") && wide("still_zoomed")),
        ("and the keyboard in the tree", text("still_focused").starts_with("live::survey: ")),
        ("a pause holds", text("paused") == "paused"),
        ("the end of the program is told", text("ended").starts_with("no answer")),
    ];
    complaints(&checks)
}
