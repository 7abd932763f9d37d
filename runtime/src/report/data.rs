//! What a report holds.

/// Everything that was recorded, as plain data. Times are nanoseconds.
///
/// ```
/// let report = bedeck::report();
/// for function in &report.functions {
///     println!("{} was called {} times", function.name, function.calls);
/// }
/// ```
///
/// [`Report::to_json`] and the `Display` of a report give it as text.
///
/// # Restrictions
///
/// On `wasm32-unknown-unknown` there is no clock: calls are counted, `wall_ns` and `clock_resolution_ns` are 0, and every
/// time of a function is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The program and its arguments, as one would type them.
    pub command: String,
    /// The process id.
    pub pid: u32,
    /// The machine's name.
    pub host: String,
    /// When the first decorated function was called, or [`reset`](crate::reset) was, in milliseconds since 1970.
    pub started_unix_ms: u64,
    /// The time from then to the report.
    pub wall_ns: u64,
    /// What the recording itself cost: recorded calls (or polls) times the measured cost of one.
    pub overhead_ns: u64,
    /// The shortest duration that can be told from none.
    pub clock_resolution_ns: u64,
    /// One row a function, in the order of first calls.
    pub functions: Vec<Function>,
    /// One row a thread name.
    pub threads: Vec<Thread>,
}

/// One function. What was not measured is `None`, never 0.
///
/// Times of single calls (`min_ns` to `p999_ns`) are those of calls that ended; of a `sample` site, of the calls that were
/// timed. The sums of a `sample` site (`total_ns`, `busy_ns`, `idle_ns`, `polls`, `cpu_ns`) are scaled up to all calls.
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
    /// The time in outermost calls. Calls of an async function may overlap, and so do their times.
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
    /// The standard deviation over all calls that ended: of the whole population, so divided by `n` and not by `n - 1`.
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
    pub per_second: Option<f64>,
    /// The median lies below the clock's resolution: the times of single calls say no more than that.
    pub below_resolution: Option<bool>,
    /// Lower bound in nanoseconds and number of durations, for every bucket that holds any, in ascending order.
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
