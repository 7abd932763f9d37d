//! Tables for machines: Python's `csv`, Prometheus' own library for Python, and its `promtool`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::pictures::Pictures;
use super::sheet::{Sheet, Shown};
use super::tools::{Tools, run};
use crate::Fault;

pub(super) fn check(tools: &Tools, pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    let (csv, prom) = (pictures.file("csv"), pictures.file("prom"));
    let read: Value = serde_json::from_str(&tools.python("figures.py", &[csv.as_os_str(), prom.as_os_str()])?)?;
    let heading = |what: &str| format!("{what}, {}", pictures.name);
    let (cells, faults) = compared_cells(&pictures.functions, read["csv"].as_array().ok_or("no rows of CSV")?);
    sheet.note(&heading("csv: all cells"), cells, &faults);
    for (series, key, size) in SERIES {
        let ours = by_function(&pictures.functions, key);
        if !ours.is_empty() {
            let theirs = series_of(&read["prom"], series, size);
            sheet.compare(&heading(&format!("prom: {series}")), &ours, &theirs);
        }
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("runtime/report.schema.json");
    sheet.note(&heading("json: its schema"), 1, &tools.faults(&pictures.file("json"), &schema)?);
    let faults = promtool(tools, &prom)?;
    sheet.note(&heading("prom: promtool check metrics"), 1, &faults);
    Ok(())
}

/// A series, the key that it is made of, and how many of the key's unit its unit is.
const SERIES: [(&str, &str, f64); 6] = [
    ("bedeck_calls_total", "calls", 1.0),
    ("bedeck_panics_total", "panics", 1.0),
    ("bedeck_seconds_total", "total_ns", 1e9),
    ("bedeck_self_seconds_total", "self_ns", 1e9),
    ("bedeck_allocated_bytes_total", "alloc_bytes", 1.0),
    ("bedeck_err_total", "err", 1.0),
];

/// Compares each cell with the key of JSON: their number, and those that differ.
fn compared_cells(functions: &[Value], rows: &[Value]) -> (usize, Vec<String>) {
    let mut faults = Vec::new();
    if functions.len() != rows.len() || functions.is_empty() {
        faults.push(format!("{} rows for {} functions", rows.len(), functions.len()));
    }
    let mut cells = 0;
    for (function, row) in functions.iter().zip(rows) {
        for (column, cell) in row.as_object().into_iter().flatten() {
            let cell = cell.as_str().unwrap_or_default();
            let key = match &function[column] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                value => value.to_string(),
            };
            cells += 1;
            let alike = cell == key || cell.parse::<f64>().ok().is_some_and(|figure| key.parse() == Ok(figure));
            if !alike {
                faults.push(format!("{column}: `{cell}`, is `{key}`"));
            }
        }
    }
    (cells, faults)
}

/// A key's figures by the function's name and place.
fn by_function(functions: &[Value], key: &str) -> BTreeMap<String, u64> {
    let figure = |function: &Value| {
        let text = |key: &str| function[key].as_str().map(str::to_owned);
        Some((format!("{} {}:{}", text("name")?, text("file")?, function["line"]), function[key].as_u64()?))
    };
    functions.iter().filter_map(figure).collect()
}

fn series_of(samples: &Value, series: &str, size: f64) -> BTreeMap<String, Shown> {
    let of_series = |sample: &&Value| sample["series"] == series;
    let figure = |sample: &Value| {
        let label = |name: &str| sample["labels"][name].as_str().map(str::to_owned);
        let value = sample["value"].as_f64()? * size;
        // Readers keep a value as a float of 64 bits.
        Some((format!("{} {}", label("function")?, label("location")?), Shown { value, within: value * 1e-15 }))
    };
    samples.as_array().into_iter().flatten().filter(of_series).filter_map(figure).collect()
}

/// What promtool has to say against the file.
fn promtool(tools: &Tools, prom: &Path) -> Result<Vec<String>, Fault> {
    let mut command = Command::new(tools.promtool());
    let output = command.args(["check", "metrics"]).stdin(Stdio::from(fs::File::open(prom)?)).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    Ok(if output.status.success() { Vec::new() } else { said.lines().map(str::to_owned).collect() })
}

/// Has promtool in the folder, without the service that its package would start.
pub(super) fn fetch_promtool(tools: &Tools) -> Result<(), Fault> {
    if tools.promtool().is_file() {
        return Ok(());
    }
    run(Command::new("apt-get").args(["download", "-qq", "prometheus"]).current_dir(&tools.folder))?;
    let is_package = |name: &str| name.starts_with("prometheus_") && name.ends_with(".deb");
    let files = fs::read_dir(&tools.folder)?.filter_map(Result::ok).map(|file| file.path());
    let package =
        files.into_iter().find(|file| file.file_name().and_then(|name| name.to_str()).is_some_and(is_package));
    run(Command::new("dpkg-deb")
        .arg("-x")
        .arg(package.ok_or("apt-get downloaded no prometheus")?)
        .arg(tools.folder.join("prometheus")))?;
    Ok(())
}
