//! Which rows a report shows, and in which order.

use core::cmp::Reverse;

use super::data::{Function, Report};
use super::settings::{Settings, Sort};

/// Leaves the rows that the settings ask for, in their order. Returns how many fitting rows `top` cut off.
pub(super) fn select(report: &mut Report, settings: &Settings) -> usize {
    if let Some(filter) = &settings.filter {
        report.functions.retain(|function| filter.matches(&function.name));
    }
    sort(report, settings.sort);
    let fitting = report.functions.len();
    report.functions.truncate(settings.top.unwrap_or(fitting));
    fitting - report.functions.len()
}

/// Sorts the rows; equal ones stay in the order of first calls.
pub(super) fn sort(report: &mut Report, by: Sort) {
    let rows = &mut report.functions;
    let largest_first = |key: fn(&Function) -> Option<u64>| move |function: &Function| Reverse(key(function));
    match by {
        Sort::Total => rows.sort_by_key(largest_first(|function| function.total_ns)),
        Sort::Calls => rows.sort_by_key(largest_first(|function| Some(function.calls))),
        Sort::Mean => rows.sort_by_key(largest_first(|function| function.mean_ns)),
        Sort::P99 => rows.sort_by_key(largest_first(|function| function.p99_ns)),
        Sort::Name => rows.sort_by(|one, other| one.name.cmp(&other.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::glob::Glob;
    use super::*;

    fn row(name: &str, calls: u64, total_ns: Option<u64>) -> Function {
        Function { name: name.into(), calls, total_ns, p99_ns: Some(calls), mean_ns: total_ns, ..Function::default() }
    }

    fn names(settings: &Settings) -> (String, usize) {
        let functions = vec![row("b", 2, Some(5)), row("a", 1, None), row("x::c", 3, Some(9))];
        let mut report = Report { functions, ..Report::default() };
        let cut = select(&mut report, settings);
        (report.functions.iter().map(|function| function.name.as_str()).collect::<Vec<_>>().join(" "), cut)
    }

    #[test]
    fn rows_are_sorted_filtered_and_cut() {
        let by = |sort| names(&Settings { sort, ..Settings::default() }).0;
        assert_eq!([by(Sort::Total), by(Sort::Calls), by(Sort::Mean)], ["x::c b a"; 3]);
        assert_eq!([by(Sort::P99), by(Sort::Name)], ["x::c b a", "a b x::c"]);
        assert_eq!(names(&Settings { top: Some(2), ..Settings::default() }), ("x::c b".into(), 1));
        assert_eq!(names(&Settings { filter: Some(Glob::new("?")), ..Settings::default() }).0, "x::c b a");
        assert_eq!(names(&Settings { filter: Some(Glob::new("x*")), ..Settings::default() }).0, "x::c");
    }
}
