//! Tests that run again in processes of their own, since `BEDECK` is read once.

use std::process::{Child, Command, Stdio};

/// What a process is told about the ways of its regions.
const WAY: &str = "TEST_WAY";

/// Whether this process was started by [`again`].
pub(crate) fn is_again() -> bool {
    std::env::var_os(WAY).is_some()
}

/// Does what the process was told.
pub(crate) fn obey() {
    if std::env::var(WAY).is_ok_and(|way| way == "shared") {
        bedeck::__private::pool::force_shared();
    }
}

/// How processes may differ: `BEDECK`, and whether every region calls helpers.
pub(crate) const SETTINGS: [(&str, &str); 9] = [
    ("serial", "learned"),
    ("threads=1", "learned"),
    ("threads=2", "shared"),
    ("threads=3", "learned"),
    ("threads=4", "shared"),
    ("threads=5", "shared"),
    ("threads=6", "learned"),
    ("threads=7", "shared"),
    ("threads=8", "shared"),
];

/// What one test prints behind `result: `, in a process for each of the settings. Two run at a time.
pub(crate) fn again(test: &str, settings: &[(&str, &str)]) -> Vec<String> {
    let start = |(bedeck, way): &(&str, &str)| {
        let mut command = Command::new(std::env::current_exe().expect("the test has a file"));
        command.args([test, "--exact", "--nocapture", "--test-threads=1"]);
        command.env("BEDECK", format!("quiet,{bedeck}")).env(WAY, way);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process")
    };
    settings
        .chunks(2)
        .flat_map(|pair| {
            let children: Vec<Child> = pair.iter().map(start).collect();
            children.into_iter().zip(pair).map(|(child, settings)| result(child, settings)).collect::<Vec<_>>()
        })
        .collect()
}

fn result(child: Child, settings: &(&str, &str)) -> String {
    let output = child.wait_with_output().expect("it ends");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{settings:?}: {}\n{stdout}\n{stderr}", output.status);
    let result = stdout.lines().find_map(|line| line.split_once("result: "));
    result.unwrap_or_else(|| panic!("{settings:?} says nothing:\n{stdout}")).1.to_owned()
}
