//! The run in intervals: what each function did between two of the reports that `every=` asks for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use super::data::{Course, Function, History, Report};
use crate::state;

/// So many intervals are joined two by two, before the next one comes.
const INTERVALS: usize = 240;
/// So many functions have a course: when more are there at the first interval, those with the most time.
const FUNCTIONS: usize = 500;

static LOG: Mutex<Option<Log>> = Mutex::new(None);

/// Ends an interval with this report, which then has the whole history.
pub(super) fn end_interval(report: &mut Report) {
    if let Some(mut log) = lock() {
        let log = log.get_or_insert_default();
        log.enter(epoch());
        log.end_interval(report);
        report.history = log.history();
    }
}

/// The intervals that have ended.
pub(super) fn so_far() -> History {
    let log = lock();
    let log = log.as_deref().and_then(Option::as_ref).filter(|log| log.epoch == epoch());
    log.map(Log::history).unwrap_or_default()
}

fn epoch() -> u64 {
    state::epoch().unwrap_or_default()
}

/// Others hold it for moments only; but a forked child may find it taken for ever.
fn lock() -> Option<MutexGuard<'static, Option<Log>>> {
    for _ in 0..50 {
        match LOG.try_lock() {
            Ok(log) => return Some(log),
            Err(TryLockError::Poisoned(log)) => return Some(PoisonError::into_inner(log)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    None
}

#[derive(Default)]
struct Log {
    epoch: u64,
    ends_ns: Vec<u64>,
    live_bytes: Vec<u64>,
    courses: Vec<Kept>,
    /// Where the courses of functions with a name are.
    places: HashMap<String, Vec<usize>>,
}

impl Log {
    /// A new epoch begins with no interval.
    fn enter(&mut self, epoch: u64) {
        if self.epoch != epoch {
            *self = Log { epoch, ..Log::default() };
        }
    }

    fn end_interval(&mut self, report: &Report) {
        if self.ends_ns.len() == INTERVALS {
            self.halve();
        }
        let at = self.ends_ns.len();
        let mut functions: Vec<&Function> = report.functions.iter().collect();
        if functions.len() > FUNCTIONS {
            functions.sort_by_key(|function| core::cmp::Reverse(function.total_ns));
        }
        for function in functions {
            if let Some(course) = self.course(function) {
                course.add(function, at);
            }
        }
        self.ends_ns.push(report.wall_ns);
        self.live_bytes.extend(report.memory.map(|memory| memory.live_bytes));
    }

    /// The function's course, if it has one. A place that was not free once never becomes free: no course begins late.
    fn course(&mut self, function: &Function) -> Option<&mut Kept> {
        let places = self.places.get(&function.name).map_or(&[][..], Vec::as_slice);
        if let Some(at) = places.iter().find(|at| self.courses[**at].is_of(function)) {
            return self.courses.get_mut(*at);
        }
        if self.courses.len() == FUNCTIONS {
            return None;
        }
        self.places.entry(function.name.clone()).or_default().push(self.courses.len());
        self.courses.push(Kept::of(function));
        self.courses.last_mut()
    }

    /// Joins each two intervals.
    fn halve(&mut self) {
        let last = |column: &[u64]| column.chunks(2).filter_map(<[u64]>::last).copied().collect();
        self.ends_ns = last(&self.ends_ns);
        self.live_bytes = last(&self.live_bytes);
        self.courses.iter_mut().flat_map(Kept::columns).for_each(Column::halve);
    }

    fn history(&self) -> History {
        let intervals = self.ends_ns.len();
        let live_bytes = Some(self.live_bytes.clone()).filter(|live| live.len() == intervals && intervals > 0);
        let functions = self.courses.iter().map(|kept| kept.course(intervals)).collect();
        History { ends_ns: self.ends_ns.clone(), live_bytes, functions }
    }
}

/// A function's figures, of which the last ones are known.
struct Kept {
    function: String,
    file: &'static str,
    line: u32,
    calls: Column,
    total_ns: Option<Column>,
    alloc_bytes: Option<Column>,
}

impl Kept {
    fn of(function: &Function) -> Kept {
        Kept {
            function: function.name.clone(),
            file: function.file,
            line: function.line,
            calls: Column::default(),
            total_ns: None,
            alloc_bytes: None,
        }
    }

    fn is_of(&self, function: &Function) -> bool {
        (self.file, self.line) == (function.file, function.line)
    }

    fn add(&mut self, function: &Function, at: usize) {
        self.calls.add(function.calls, at);
        let measured = [(&mut self.total_ns, function.total_ns), (&mut self.alloc_bytes, function.alloc_bytes)];
        for (column, now) in measured {
            // There may be no time before a first call has ended.
            if let Some(now) = now {
                column.get_or_insert_default().add(now, at);
            }
        }
    }

    fn columns(&mut self) -> impl Iterator<Item = &mut Column> {
        [Some(&mut self.calls), self.total_ns.as_mut(), self.alloc_bytes.as_mut()].into_iter().flatten()
    }

    fn course(&self, intervals: usize) -> Course {
        let told = |column: &Option<Column>| column.as_ref().map(|column| column.told(intervals));
        Course {
            function: self.function.clone(),
            file: self.file,
            line: self.line,
            calls: self.calls.told(intervals),
            total_ns: told(&self.total_ns),
            alloc_bytes: told(&self.alloc_bytes),
        }
    }
}

/// A figure that only grows, as what it grew by in each interval.
#[derive(Default)]
struct Column {
    last: u64,
    growth: Vec<u64>,
}

impl Column {
    /// The figure stands here at the end of the interval of this number. Estimates can fall, and then have not grown.
    fn add(&mut self, now: u64, at: usize) {
        self.growth.resize(at, 0);
        self.growth.push(now.saturating_sub(self.last));
        self.last = self.last.max(now);
    }

    fn halve(&mut self) {
        self.growth = self.growth.chunks(2).map(|pair| pair.iter().sum()).collect();
    }

    fn told(&self, intervals: usize) -> Vec<u64> {
        let mut told = self.growth.clone();
        told.resize(intervals, 0);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::data::Memory;

    fn report(wall_ns: u64, functions: &[(&str, u64, Option<u64>)]) -> Report {
        let function = |(name, calls, total_ns): &(&str, u64, Option<u64>)| Function {
            name: (*name).into(),
            calls: *calls,
            total_ns: *total_ns,
            ..Function::default()
        };
        let memory = Some(Memory { live_bytes: wall_ns * 3, ..Memory::default() });
        Report { wall_ns, memory, functions: functions.iter().map(function).collect(), ..Report::default() }
    }

    #[test]
    fn intervals_hold_what_was_done_in_them() {
        let mut log = Log::default();
        log.end_interval(&report(10, &[("a", 2, Some(7)), ("c", 1, None)]));
        log.end_interval(&report(20, &[("b", 5, None), ("a", 2, Some(6)), ("c", 1, None)]));
        log.end_interval(&report(35, &[("a", 9, Some(20)), ("b", 6, None), ("c", 1, Some(30))]));
        let history = log.history();
        assert_eq!((history.ends_ns, history.live_bytes), (vec![10, 20, 35], Some(vec![30, 60, 105])));
        let told: Vec<_> = history.functions.into_iter().map(|c| (c.function, c.calls, c.total_ns)).collect();
        let expected = [
            ("a".to_owned(), vec![2, 0, 7], Some(vec![7, 0, 13])),
            ("c".to_owned(), vec![1, 0, 0], Some(vec![0, 0, 30])),
            ("b".to_owned(), vec![0, 5, 1], None),
        ];
        assert_eq!(told, expected);
    }

    /// However long it runs: the sums stay, and the memory.
    #[test]
    fn many_intervals_are_joined() {
        let mut log = Log::default();
        for at in 1..=10_000 {
            let late = (at >= 7_000).then(|| ("late", at - 6_999, Some(at)));
            let functions: Vec<_> = [Some(("a", 3 * at, Some(2 * at))), late].into_iter().flatten().collect();
            log.end_interval(&report(at * 10, &functions));
        }
        let history = log.history();
        assert!(history.ends_ns.len() <= INTERVALS && history.ends_ns.len() > INTERVALS / 2);
        assert!(history.ends_ns.is_sorted_by(|a, b| a < b));
        assert_eq!(history.ends_ns.last(), Some(&100_000));
        let [a, late] = &history.functions[..] else { panic!("{history:?}") };
        assert_eq!((a.calls.iter().sum::<u64>(), late.calls.iter().sum::<u64>()), (30_000, 3_001));
        assert_eq!((a.calls.len(), late.calls.len()), (history.ends_ns.len(), history.ends_ns.len()));
        for (at, end) in history.ends_ns.iter().enumerate() {
            assert_eq!(a.calls[..=at].iter().sum::<u64>(), end * 3 / 10);
        }
    }

    #[test]
    fn of_too_many_functions_those_with_the_most_time_have_a_course() {
        let names: Vec<String> = (0..2 * FUNCTIONS).map(|at| format!("f{at}")).collect();
        let functions: Vec<_> =
            names.iter().enumerate().map(|(at, name)| (name.as_str(), 1, Some(at as u64))).collect();
        let mut log = Log::default();
        log.end_interval(&report(1, &functions));
        log.end_interval(&report(2, &[("new", 1, Some(u64::MAX))]));
        let history = log.history();
        assert_eq!(history.functions.len(), FUNCTIONS);
        assert!(history.functions.iter().all(|course| course.total_ns.as_ref().unwrap()[0] >= FUNCTIONS as u64));
    }

    #[test]
    fn functions_of_one_name_have_a_course_each() {
        let mut log = Log::default();
        for calls in [1, 5] {
            let mut twins = report(calls, &[("new", calls, None), ("new", 10 * calls, None)]);
            twins.functions[1].line = 7;
            log.end_interval(&twins);
        }
        let calls: Vec<_> = log.history().functions.into_iter().map(|course| (course.line, course.calls)).collect();
        assert_eq!(calls, [(0, vec![1, 4]), (7, vec![10, 40])]);
    }

    #[test]
    fn a_new_epoch_has_no_past() {
        let mut log = Log { epoch: 4, ..Log::default() };
        log.end_interval(&report(10, &[("a", 2, None)]));
        log.enter(4);
        assert_eq!(log.history().ends_ns.len(), 1);
        log.enter(5);
        assert_eq!(log.history(), History::default());
    }
}
