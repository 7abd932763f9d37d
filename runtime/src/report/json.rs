//! The report as JSON, `schema: 1`: one line a row, keys in one order, what was not measured left out.

mod function;
mod object;
pub(super) mod read;
pub(super) mod report;
#[cfg(feature = "serde")]
mod serialise;

pub(super) use self::object::{Object, quoted};
use super::data::{Course, Edge, History, Line, Memo, Memory, Node, Region, Report, Thread};
use super::names::Names;
use super::table::findings::findings;

pub(super) fn paint(report: &Report) -> String {
    // A line that only lends its text to the table has no figures.
    let ran = |line: &&Line| line.hits.or(line.total_ns).is_some();
    object(report, &report.lines.iter().filter(ran).collect::<Vec<_>>(), line).end() + "\n"
}

/// With what the page shows beside: the text of source lines, and what matters most.
pub(super) fn paint_for_page(report: &Report) -> String {
    let mut object = object(report, &report.lines.iter().collect::<Vec<_>>(), |l| {
        let mut object = line_object(l);
        object.put_some("source", l.source.as_deref().map(quoted));
        object.end()
    });
    section(&mut object, "findings", &findings(report), |finding| quoted(finding));
    object.end()
}

fn object(report: &Report, lines: &[&Line], line: impl Fn(&Line) -> String) -> Object {
    let mut object = Object::new();
    object.put("schema", 1);
    object.text("command", &report.command);
    object.put_measured("pid", report.pid.into());
    object.text("host", &report.host);
    object.put_measured("started_unix_ms", report.started_unix_ms);
    object.put_measured("wall_ns", report.wall_ns);
    if report.clock_resolution_ns > 0 {
        object.put("overhead_ns", report.overhead_ns);
    }
    object.put_measured("clock_resolution_ns", report.clock_resolution_ns);
    object.put_measured("timed", report.timed);
    object.put_measured("line_ticks", report.line_ticks);
    object.list("functions", report.functions.iter().map(function::function));
    let names = Names::of(report);
    section(&mut object, "tree", &report.tree, |n| node(n, names.is_shared(&n.function)));
    section(&mut object, "edges", &report.edges, edge);
    section(&mut object, "lines", lines, |l| line(l));
    section(&mut object, "memos", &report.memos, memo);
    section(&mut object, "regions", &report.regions, region);
    section(&mut object, "threads", &report.threads, thread);
    object.put_some("memory", report.memory.map(memory));
    if !report.history.ends_ns.is_empty() {
        object.put("history", history(&report.history));
    }
    section(&mut object, "remarks", &report.remarks, |remark| quoted(remark));
    object
}

/// A list, if there is anything in it.
fn section<R>(object: &mut Object, key: &str, rows: &[R], row: impl Fn(&R) -> String) {
    if !rows.is_empty() {
        object.list(key, rows.iter().map(row));
    }
}

fn node(n: &Node, with_place: bool) -> String {
    let mut object = Object::new();
    object.put("id", n.id);
    object.put_some("parent", n.parent);
    object.text("function", &n.function);
    object.put("calls", n.calls);
    object.put("primitive_calls", n.primitive_calls);
    object.put("total_ns", n.total_ns);
    object.put("self_ns", n.self_ns);
    object.text("thread", &n.thread);
    object.put("net_self_ns", n.net_self_ns);
    object.put_some("alloc_bytes", n.alloc_bytes);
    object.put_some("self_alloc_bytes", n.self_alloc_bytes);
    if with_place {
        object.text("file", n.file);
        object.put("line", n.line);
    }
    object.end()
}

fn edge(e: &Edge) -> String {
    let mut object = Object::new();
    object.text("caller", &e.caller);
    object.text("callee", &e.callee);
    object.put("calls", e.calls);
    object.put("total_ns", e.total_ns);
    object.end()
}

fn line(l: &Line) -> String {
    line_object(l).end()
}

fn line_object(l: &Line) -> Object {
    let mut object = Object::new();
    object.text("file", l.file);
    object.put("line", l.line);
    object.put_some("hits", l.hits);
    object.put_some("total_ns", l.total_ns);
    object.put_some("alloc_bytes", l.alloc_bytes);
    object.text("mode", l.mode);
    object.text("function", &l.function);
    object.put_some("from_macro", l.from_macro.then_some(true));
    object
}

fn memo(m: &Memo) -> String {
    let mut object = Object::new();
    object.text("name", &m.name);
    object.put("hits", m.hits);
    object.put("misses", m.misses);
    object.put("waits", m.waits);
    object.put("evictions", m.evictions);
    object.put("expired", m.expired);
    object.put("entries", m.entries);
    object.put("bytes", m.bytes);
    object.put_some("hit_ratio", m.hit_ratio.map(|ratio| format!("{ratio:.4}")));
    object.put_some("saved_ns", m.saved_ns);
    object.end()
}

fn region(r: &Region) -> String {
    let rate = |rate: Option<f64>| rate.map(|rate| format!("{rate:.4}"));
    let mut object = Object::new();
    object.text("name", &r.name);
    object.text("file", r.file);
    object.put("line", r.line);
    object.put("runs", r.runs);
    object.put("items", r.items);
    object.put("parallel_runs", r.parallel_runs);
    object.put("serial_runs", r.serial_runs);
    if let Some(why) = &r.why_serial {
        object.text("why_serial", why);
    }
    object.put_some("cores_mean", rate(r.cores_mean));
    object.put_some("imbalance", rate(r.imbalance));
    object.put_some("speedup_estimate", rate(r.speedup_estimate));
    object.put_some("wall_ns", r.wall_ns);
    object.end()
}

fn thread(t: &Thread) -> String {
    let mut object = Object::new();
    object.text("name", &t.name);
    object.put("calls", t.calls);
    object.put_some("busy_ns", t.busy_ns);
    object.put("threads", t.threads);
    object.put_some("wall_ns", t.wall_ns);
    object.put_some("unattributed_ns", t.unattributed_ns);
    object.end()
}

fn memory(m: Memory) -> String {
    let mut object = Object::new();
    object.put("live_bytes", m.live_bytes);
    object.put("peak_bytes", m.peak_bytes);
    object.end()
}

fn history(h: &History) -> String {
    let mut object = Object::new();
    object.put("ends_ns", numbers(&h.ends_ns));
    object.put_some("live_bytes", h.live_bytes.as_deref().map(numbers));
    object.list("functions", h.functions.iter().map(course));
    object.end()
}

fn course(c: &Course) -> String {
    let mut object = Object::new();
    object.text("function", &c.function);
    object.text("file", c.file);
    object.put("line", c.line);
    object.put("calls", numbers(&c.calls));
    object.put_some("total_ns", c.total_ns.as_deref().map(numbers));
    object.put_some("alloc_bytes", c.alloc_bytes.as_deref().map(numbers));
    object.end()
}

fn numbers(numbers: &[u64]) -> String {
    format!("[{}]", numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests;
