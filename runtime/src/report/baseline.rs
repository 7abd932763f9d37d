//! Figures of an earlier run, read from its JSON, beside those of this one.

use std::collections::HashMap;
use std::path::Path;

use super::data::{Before, Function, Report};
use super::json;

/// The figures of a run, by the functions' names and then by their files.
type Earlier = HashMap<String, Vec<(&'static str, Before)>>;

/// Gives every function what it was in the run whose JSON lies there. What ran then and not now is a remark.
///
/// # Errors
///
/// One line when the file cannot be read, or is no report.
pub(super) fn compare(report: &mut Report, path: &Path) -> Result<(), String> {
    let fault = |what: String| format!("cannot compare with `{}`: {what}", path.display());
    let text = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    let earlier = json::report::report(&text).map_err(|error| fault(error.to_string()))?;
    let mut rows = Earlier::new();
    for function in earlier.functions {
        let before = Before::of(&function);
        rows.entry(function.name).or_default().push((function.file, before));
    }
    report.is_compared = true;
    for function in &mut report.functions {
        function.before = take(&mut rows, function);
    }
    report.remarks.extend(missing(rows.keys().map(String::as_str).collect()));
    Ok(())
}

impl Before {
    fn of(f: &Function) -> Before {
        Before {
            calls: f.calls,
            total_ns: f.total_ns,
            self_ns: f.self_ns,
            mean_ns: f.mean_ns,
            p50_ns: f.p50_ns,
            alloc_bytes: f.alloc_bytes,
        }
    }
}

/// The function's figures: those of its name and file, or, where the file was moved, the only ones of its name.
fn take(rows: &mut Earlier, function: &Function) -> Option<Before> {
    let alike = rows.get_mut(&function.name)?;
    let place = alike.iter().position(|(file, _)| *file == function.file);
    let place = place.or_else(|| (alike.len() == 1).then_some(0))?;
    let (_, before) = alike.swap_remove(place);
    if alike.is_empty() {
        rows.remove(&function.name);
    }
    Some(before)
}

/// So many functions that did not run are named.
const NAMED: usize = 3;

fn missing(mut names: Vec<&str>) -> Option<String> {
    names.sort_unstable();
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| format!("in the baseline, but not in this run: {shown}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(name: &str, file: &'static str, calls: u64, total_ns: u64) -> Function {
        Function { name: name.into(), file, calls, total_ns: Some(total_ns), ..Function::default() }
    }

    fn compared(before: &[Function], now: &[Function]) -> Report {
        let path = std::env::temp_dir().join(format!("bedeck-baseline-{}-{}.json", std::process::id(), before.len()));
        let earlier = Report { functions: before.to_vec(), ..Report::default() };
        std::fs::write(&path, earlier.to_json()).unwrap();
        let mut report = Report { functions: now.to_vec(), ..Report::default() };
        let done = compare(&mut report, &path);
        std::fs::remove_file(path).unwrap();
        done.unwrap();
        report
    }

    #[test]
    fn functions_meet_what_they_were() {
        let before = [function("a", "x.rs", 2, 100), function("b", "x.rs", 1, 7), function("b", "y.rs", 3, 9)];
        let gone = ["k", "l", "m", "n"].map(|name| function(name, "x.rs", 1, 1));
        let now = [
            function("b", "y.rs", 3, 5),
            function("a", "moved.rs", 4, 50),
            function("b", "z.rs", 1, 1),
            function("new", "x.rs", 1, 1),
        ];
        let report = compared(&[&before[..], &gone].concat(), &now);
        let totals: Vec<Option<u64>> = report.functions.iter().map(|f| f.before.as_ref()?.total_ns).collect();
        assert_eq!(totals, [Some(9), Some(100), Some(7), None]);
        assert_eq!(report.functions[1].before.as_ref().unwrap().calls, 2);
        assert_eq!(report.remarks, ["in the baseline, but not in this run: k, l, m and 1 more"]);
    }

    #[test]
    fn what_is_no_report_is_said_in_one_line() {
        let file = std::env::temp_dir().join(format!("bedeck-no-baseline-{}", std::process::id()));
        let said = |text: &str| {
            std::fs::write(&file, text).unwrap();
            compare(&mut Report::default(), &file).unwrap_err()
        };
        let begin = format!("cannot compare with `{}`: ", file.display());
        assert_eq!(said("{"), format!("{begin}no JSON: no key at byte 1"));
        assert_eq!(said("{}"), format!("{begin}no report of bedeck with `schema: 1`"));
        std::fs::remove_file(&file).unwrap();
        assert!(compare(&mut Report::default(), &file).unwrap_err().starts_with(&begin));
    }
}
