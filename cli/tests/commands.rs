//! The commands as a user types them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bedeck::{Function, Report};

/// A folder for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("bedeck-cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    /// A report in which `f` took so long.
    fn report(&self, file: &str, total_ns: u64) -> PathBuf {
        let mut function = Function::default();
        function.name = "app::f".into();
        function.calls = 2;
        function.total_ns = Some(total_ns);
        let mut report = Report::default();
        report.command = "app".into();
        report.functions.push(function);
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, report.to_json()).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn bedeck(words: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-bedeck")).args(words).args(paths).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_report_is_shown_by_either_name_of_the_command() {
    let folder = Folder::new("view");
    let file = folder.report("a.json", 1_500_000);
    for words in [&["bedeck", "view"][..], &["view"]] {
        let output = bedeck(words, &[&file]);
        assert!(output.status.success() && stdout(&output).contains("app::f"), "{output:?}");
    }
    let json = bedeck(&["view", "--json", "--filter", "nothing"], &[&file]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["functions"].as_array().map(Vec::len), Some(0));
}

#[test]
fn what_top_leaves_out_is_told() {
    let folder = Folder::new("top");
    let mut report = Report::from_json(&fs::read_to_string(folder.report("a.json", 1_500_000)).unwrap()).unwrap();
    report.functions.extend(report.functions.clone());
    report.functions[1].name = "app::g".into();
    let file = folder.0.join("two.json");
    fs::write(&file, report.to_json()).unwrap();
    let shown = stdout(&bedeck(&["view", "--top", "1"], &[&file]));
    assert!(shown.contains("1 more function is not shown (top=1)") && !shown.contains("app::g"), "{shown}");
    assert_eq!(bedeck(&["view", "--top", "0"], &[&file]).status.code(), Some(2));
}

#[test]
fn a_function_that_became_slower_fails_the_gate() {
    let folder = Folder::new("diff");
    for run in 0..5 {
        folder.report(&format!("old/{run}.json"), 1_000_000 + run * 1000);
        folder.report(&format!("new/{run}.json"), 1_100_000 + run * 1000);
    }
    let (old, new) = (folder.0.join("old"), folder.0.join("new"));
    let slower = bedeck(&["diff", "--fail-above", "5%"], &[&old, &new]);
    assert_eq!(slower.status.code(), Some(1), "{slower:?}");
    assert!(stdout(&slower).contains("more") && stdout(&slower).ends_with("above 5%: app::f\n"), "{slower:?}");
    let faster = bedeck(&["diff", "--fail-above", "5%", "--json"], &[&new, &old]);
    let value: serde_json::Value = serde_json::from_slice(&faster.stdout).unwrap();
    assert_eq!((faster.status.code(), &value["functions"][0]["verdict"]), (Some(0), &"less".into()));
    assert_eq!(value["failed"], false);
}

/// A program that takes so long, by what it reports.
#[cfg(unix)]
fn program(folder: &Folder, name: &str, total_ns: u64) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let report = folder.report(&format!("{name}.json"), total_ns);
    let script = format!(
        r#"#!/bin/sh
[ "$1" = --fast ] || {{ echo no arguments came >&2; exit 3; }}
started=$(date +%s%3N)
sed "s/\"command\"/\"started_unix_ms\":$started,\"command\"/" '{}' >"${{BEDECK##*json=}}"
sleep 0.01
"#,
        report.display()
    );
    let path = folder.0.join(name);
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
#[cfg(unix)]
fn programs_are_run_in_turns() {
    let folder = Folder::new("turns");
    let (old, new) = (program(&folder, "old", 1_000_000), program(&folder, "new", 1_050_000));
    let kept = folder.0.join("kept");
    let said = ["--fail-above", "3%", "--runs", "8", "--out"];
    let diff = |more: &[&str]| {
        let command = [&["diff"], &said[..], &[kept.to_str().unwrap()], more].concat();
        bedeck(&command, &[&old, &new, Path::new("--"), Path::new("--fast")])
    };
    let slower = diff(&[]);
    assert_eq!(slower.status.code(), Some(1), "{slower:?}");
    assert!(stdout(&slower).starts_with("medians of 8 runs each, in turns\n"), "{slower:?}");
    assert!(stdout(&slower).contains("+5.0% .. +5.0%  more"), "{slower:?}");
    // What was kept says the same.
    let again = bedeck(&["diff"], &[&kept.join("before"), &kept.join("after")]);
    assert!(stdout(&slower).starts_with(&stdout(&again)), "{again:?}");
    // A program that fails is told with what it said.
    let failed = bedeck(&["diff", "--runs", "8", "--out"], &[&kept, &old, &new]);
    let complaint = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert_eq!(failed.status.code(), Some(2));
    assert!(complaint.starts_with("no arguments came\ncargo bedeck: `") && complaint.contains("3"), "{complaint}");
}

#[test]
fn options_of_programs_are_refused_for_reports() {
    let folder = Folder::new("options");
    let file = folder.report("a.json", 5);
    let output = bedeck(&["diff", "--runs", "3"], &[&file, &file]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("are for two programs"), "{output:?}");
}

#[test]
fn merged_and_exported() {
    let folder = Folder::new("merge");
    let (one, other) = (folder.report("1.json", 5), folder.report("2.json", 7));
    let whole = folder.0.join("whole.json");
    assert!(bedeck(&["merge"], &[&one, &other, Path::new("-o"), &whole]).status.success());
    let report = Report::from_json(&fs::read_to_string(&whole).unwrap()).unwrap();
    assert_eq!((report.functions[0].total_ns, report.functions[0].calls), (Some(12), 4));
    for format in ["table", "json", "csv", "markdown", "html", "prom", "folded", "svg", "speedscope", "trace", "pprof"]
    {
        let output = bedeck(&["export", "--to", format], &[&whole]);
        assert!(output.status.success(), "{format}: {output:?}");
        let is_picture = ["folded", "svg", "speedscope", "trace", "pprof"].contains(&format);
        assert!(is_picture || stdout(&output).contains("app::f"), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let folder = Folder::new("pipe");
    let file = folder.report("a.json", 1_500_000);
    let file = file.to_str().unwrap();
    for words in [
        &["view", file][..],
        &["view", "--json", file],
        &["export", "--to", "html", file],
        &["merge", file],
        &["completions", "bash"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-bedeck"));
        let output = command.args(words).stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
        let output = output.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {output:?}");
    }
}

#[test]
fn what_cannot_be_read_is_one_line() {
    let output = bedeck(&["view"], &[Path::new("/nowhere/report.json")]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with("cargo bedeck: `/nowhere/report.json`: ") && said.lines().count() == 1, "{said}");
}

#[cfg(unix)]
#[test]
fn bash_completes_what_a_command_takes() {
    let script = stdout(&bedeck(&["completions", "bash"], &[]));
    let complete = |words: &str| {
        let asked = format!(
            "{script}\nCOMP_WORDS=({words} ''); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1))\n\
             $(complete -p cargo-bedeck | sed 's/.*-F \\([^ ]*\\).*/\\1/') cargo-bedeck '' \"${{COMP_WORDS[COMP_CWORD-1]}}\"\n\
             echo \"${{COMPREPLY[*]}}\""
        );
        let output = Command::new("bash").args(["-c", &asked]).output().ok()?;
        Some(stdout(&output))
    };
    // Not every machine has bash.
    let Some(commands) = complete("cargo-bedeck") else { return };
    assert!(commands.contains("profile") && commands.contains("export"), "{commands}");
    let formats = complete("cargo-bedeck export --to").unwrap();
    assert!(formats.contains("speedscope"), "{formats}");
}
