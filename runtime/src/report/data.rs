//! What a report holds.

/// Everything that was recorded, as plain data. Times are nanoseconds.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The program and its arguments.
    pub command: String,
    /// The process id.
    pub pid: u32,
    /// The machine's name.
    pub host: String,
    /// When the first decorated function was called, in milliseconds since 1970.
    pub started_unix_ms: u64,
    /// The time from then to the report.
    pub wall_ns: u64,
    /// What the recording itself cost: calls times the measured cost of one.
    pub overhead_ns: u64,
    /// The shortest duration that can be told from none.
    pub clock_resolution_ns: u64,
    /// One row a function, in the order of first calls.
    pub functions: Vec<Function>,
    /// One row a thread name.
    pub threads: Vec<Thread>,
}

/// One function. What was not measured is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Function {
    /// The full path, or the name that was given.
    pub name: String,
    /// `function`, `async` or `block`.
    pub kind: &'static str,
    /// The source file.
    pub file: &'static str,
    /// The line of the attribute's function.
    pub line: u32,
    /// Calls begun.
    pub calls: u64,
    /// Calls begun and not ended.
    pub open: u64,
    /// Calls that ended with `Ok` (with `outcome`).
    pub ok: Option<u64>,
    /// Calls that ended with `Err` (with `outcome`).
    pub err: Option<u64>,
    /// Calls that ended in a panic.
    pub panics: u64,
    /// Futures dropped after their first poll and before they were ready.
    pub cancelled: Option<u64>,
    /// The most calls that were ever open at once (with `in_flight`).
    pub in_flight_peak: Option<u64>,
    /// One call in so many was timed (with `sample`): times are estimates.
    pub sample: Option<u32>,
    /// The time in outermost calls.
    pub total_ns: Option<u64>,
    /// The time in polls.
    pub busy_ns: Option<u64>,
    /// The time between polls.
    pub idle_ns: Option<u64>,
    /// How often futures were polled.
    pub polls: Option<u64>,
    /// The thread's processor time (with `cpu`).
    pub cpu_ns: Option<u64>,
    /// The shortest call.
    pub min_ns: Option<u64>,
    /// The longest call.
    pub max_ns: Option<u64>,
    /// The mean over all calls that ended.
    pub mean_ns: Option<u64>,
    /// The standard deviation over all calls that ended.
    pub stddev_ns: Option<u64>,
    /// The median.
    pub p50_ns: Option<u64>,
    /// The 90th percentile.
    pub p90_ns: Option<u64>,
    /// The 99th percentile.
    pub p99_ns: Option<u64>,
    /// The 99.9th percentile.
    pub p999_ns: Option<u64>,
    /// Calls a second of wall time.
    pub per_second: f64,
    /// The median lies below the clock's resolution.
    pub below_resolution: bool,
    /// Lower bound in nanoseconds and count of every bucket that holds something.
    pub histogram: Vec<(u64, u64)>,
}

/// All threads of one name.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Thread {
    /// The thread's name.
    pub name: String,
    /// How many threads had it.
    pub threads: u64,
    /// Their calls of decorated functions.
    pub calls: u64,
    /// Their processor time, where the system tells.
    pub busy_ns: Option<u64>,
}
