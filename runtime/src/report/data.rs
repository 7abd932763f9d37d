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
/// [`Report::to_json`] and the `Display` of a report give it as text. With the feature `serde` it is `Serialize` and `Deserialize`,
/// and so is each of its parts: as [`Report::to_json`] has them, so in formats that say what comes next (JSON, YAML, MessagePack, ..).
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
    /// How many calls were timed; of async ones how many polls.
    pub timed: u64,
    /// How often the clock was read between the lines of functions with `lines`.
    pub line_ticks: u64,
    /// What the recording itself cost: `timed` and `line_ticks`, each times the measured cost of one.
    pub overhead_ns: u64,
    /// The shortest duration that can be told from none.
    pub clock_resolution_ns: u64,
    /// One row a function, in the order of first calls.
    pub functions: Vec<Function>,
    /// The call trees of `#[profiled]` functions, one for each thread name: a node stands behind its parent.
    pub tree: Vec<Node>,
    /// Who called whom, of `#[profiled]` functions, over all threads.
    pub edges: Vec<Edge>,
    /// Source lines of the functions with `#[profiled(lines)]`, by file and line.
    pub lines: Vec<Line>,
    /// Single calls of the functions with `#[profiled(timeline)]`, by their beginning.
    pub timeline: Vec<Span>,
    /// The run in intervals, if reports were written so often (`every=`).
    pub history: History,
    /// What the process holds from the allocator, if it is a `bedeck::Alloc`.
    pub memory: Option<Memory>,
    /// One row a function with `#[memoize]`, in the order of first calls.
    pub memos: Vec<Memo>,
    /// Loops with `#[parallel]` that have run.
    pub regions: Vec<Region>,
    /// One row a thread name.
    pub threads: Vec<Thread>,
    /// Whether it was compared with an earlier run (`baseline=`): functions without [`before`](Function::before) are new then.
    pub is_compared: bool,
    /// What a reader of the figures has to know, one sentence each: what was folded, what was not measured and why.
    pub remarks: Vec<String>,
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
    /// Calls that began while no other call of the function was open in the thread (with `#[profiled]`).
    pub primitive_calls: Option<u64>,
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
    /// The clock was read with fences (with `precise`), so that times below its resolution can be told too.
    pub precise: bool,
    /// The time in outermost calls. Calls of an async function may overlap, and so do their times.
    pub total_ns: Option<u64>,
    /// The time in the function and in no other `#[profiled]` one (with `#[profiled]`).
    pub self_ns: Option<u64>,
    /// `self_ns` without what recording the function's calls, and those that it made, took of it.
    pub net_self_ns: Option<u64>,
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
    /// Bytes that were asked for in outermost calls, callees included (with `#[profiled(memory)]`, as the next five).
    pub alloc_bytes: Option<u64>,
    /// How often memory was asked for.
    pub alloc_count: Option<u64>,
    /// Bytes that were given back in outermost calls, whichever thread had asked for them.
    pub free_bytes: Option<u64>,
    /// How often memory was given back.
    pub free_count: Option<u64>,
    /// Bytes that were asked for in the function and in no other one with `memory`.
    pub self_alloc_bytes: Option<u64>,
    /// The most that the thread held during a call beyond what it held when the call began.
    pub peak_bytes: Option<u64>,
    /// About how many different arguments it was called with (with `#[profiled(distinct)]`), exactly up to 256,
    /// else to 1.6 % (standard error).
    pub distinct: Option<u64>,
    /// What the function was in the run that this one is compared with (`baseline=`).
    pub before: Option<Before>,
}

/// Figures of a function in an earlier run: see those of [`Function`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Before {
    /// Calls begun.
    pub calls: u64,
    /// The time in outermost calls.
    pub total_ns: Option<u64>,
    /// The time in the function and in no other `#[profiled]` one.
    pub self_ns: Option<u64>,
    /// The mean.
    pub mean_ns: Option<u64>,
    /// The median.
    pub p50_ns: Option<u64>,
    /// Bytes that were asked for.
    pub alloc_bytes: Option<u64>,
}

/// A function under one chain of callers in the threads of one name.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Node {
    /// Its place in [`Report::tree`].
    pub id: usize,
    /// The place of its caller; the functions that a thread began with have none.
    pub parent: Option<usize>,
    /// The function's name; `(folded)` where the tree ends and only callers and callees are told apart.
    pub function: String,
    /// The function's file.
    pub file: &'static str,
    /// The function's line.
    pub line: u32,
    /// Calls begun here. An async function may be polled where it was not begun.
    pub calls: u64,
    /// Those that are not below a call of the same function.
    pub primitive_calls: u64,
    /// The time here and in the nodes below; of an async function the time in polls. Calls that are open count until now.
    pub total_ns: u64,
    /// The time here and in none of the nodes below.
    pub self_ns: u64,
    /// `self_ns` without what the recording took of it.
    pub net_self_ns: u64,
    /// Bytes that were asked for here and in the nodes below (with `memory`).
    pub alloc_bytes: Option<u64>,
    /// Bytes that were asked for here and in none of the nodes below (with `memory`).
    pub self_alloc_bytes: Option<u64>,
    /// The name of the threads.
    pub thread: String,
}

/// The calls that one function made of another.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Edge {
    /// The function that calls.
    pub caller: String,
    /// The function that is called.
    pub callee: String,
    /// Calls begun.
    pub calls: u64,
    /// The time in these calls, callees included; in recursion the calls inside them count again.
    pub total_ns: u64,
}

/// A source line of a function with `#[profiled(lines)]`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// The source file, as the compiler knows it.
    pub file: &'static str,
    /// The line's number, from 1.
    pub line: u32,
    /// The function.
    pub function: String,
    /// How often the line began to run (not with `lines = "sampled"`).
    pub hits: Option<u64>,
    /// The time on the line, callees included; every moment of a call is on one line only.
    pub total_ns: Option<u64>,
    /// Bytes that were asked for on the line (with `memory`).
    pub alloc_bytes: Option<u64>,
    /// `exact` or `sampled`.
    pub mode: &'static str,
    /// The statement was made by a macro; the line is that of the macro's call.
    pub from_macro: bool,
    /// The text, where the file was there to be read.
    pub source: Option<String>,
}

/// One call of a function with `#[profiled(timeline)]`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// The function's name.
    pub function: String,
    /// The thread's name.
    pub thread: String,
    /// Tells threads of one name apart.
    pub thread_id: u64,
    /// When it began, after [`Report::started_unix_ms`].
    pub start_ns: u64,
    /// How long it took.
    pub duration_ns: u64,
}

/// The run in intervals: one ended with each report that `every=` asked for, and one with the last report. Of long runs neighbours
/// are joined: there are at most 240.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct History {
    /// When each interval ended, after [`Report::started_unix_ms`]; it began where the one before it ended.
    pub ends_ns: Vec<u64>,
    /// What the process held from the allocator at these ends.
    pub live_bytes: Option<Vec<u64>>,
    /// What functions did; of more than 500, those with the most time when the first interval ended.
    pub functions: Vec<Course>,
}

/// What one function did in each interval of a [`History`]. The sums are the function's own figures.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Course {
    /// The function's name.
    pub function: String,
    /// The source file.
    pub file: &'static str,
    /// The line in it.
    pub line: u32,
    /// Calls that began in each.
    pub calls: Vec<u64>,
    /// The part of [`Function::total_ns`] that went by in each; a call of a `#[timed]` function counts where it ended.
    pub total_ns: Option<Vec<u64>>,
    /// Bytes that were asked for in each.
    pub alloc_bytes: Option<Vec<u64>>,
}

/// How a loop with `#[parallel]` ran.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Region {
    /// The full path of the function it stands in.
    pub name: String,
    /// Where it stands.
    pub file: &'static str,
    /// Where it stands.
    pub line: u32,
    /// How often it ran.
    pub runs: u64,
    /// How many items it went over.
    pub items: u64,
    /// Runs that several threads worked on.
    pub parallel_runs: u64,
    /// Runs on the caller's thread alone.
    pub serial_runs: u64,
    /// Why there were such runs, at last.
    pub why_serial: Option<String>,
    /// Of parallel runs: how many threads were at work on average.
    pub cores_mean: Option<f64>,
    /// Of parallel runs: the part of the threads' time that went by waiting for the last of them.
    pub imbalance: Option<f64>,
    /// Of parallel runs: how many times as long one thread would have taken, by what items cost in serial runs.
    pub speedup_estimate: Option<f64>,
    /// The time that all runs took by the wall clock; that of short runs is told from samples.
    pub wall_ns: Option<u64>,
}

/// What a function with `#[memoize]` has kept, in all its tables.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Memo {
    /// The full path, or the name that was given.
    pub name: String,
    /// Calls that found their value.
    pub hits: u64,
    /// Calls that ran the body.
    pub misses: u64,
    /// Calls that waited for another call's run of the body.
    pub waits: u64,
    /// Values that went to make room.
    pub evictions: u64,
    /// Values that were found too old.
    pub expired: u64,
    /// Values that are kept now.
    pub entries: u64,
    /// The memory of tables and entries, and the weights that were declared.
    pub bytes: u64,
    /// Of all calls, the part that found their value.
    pub hit_ratio: Option<f64>,
    /// What the hits would have taken: hits times the mean time of the body.
    pub saved_ns: Option<u64>,
}

/// What the whole process asked the allocator for, and holds of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Memory {
    /// Bytes that the process holds now.
    pub live_bytes: u64,
    /// The most that it ever held.
    pub peak_bytes: u64,
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
    /// The time from their first call of a decorated function to their end, or now (with `#[profiled]`, as the next one).
    pub wall_ns: Option<u64>,
    /// The part of `wall_ns` that no `#[profiled]` function was open in.
    pub unattributed_ns: Option<u64>,
}
