//! The report as JSON, `schema: 1`: one line a row, keys in one order, what was not measured left out.

mod function;
mod object;
pub(super) mod read;
pub(super) mod report;
#[cfg(feature = "serde")]
mod serialise;

pub(super) use self::object::{List, Object, Plain, array, object};
use super::data::{Course, Edge, History, Line, Memo, Memory, Node, Region, Report, Thread};
use super::names::Names;
use super::sink::Sink;
use super::table::Sheet;
use super::table::findings::findings;

pub(super) fn paint(out: &mut Sink<'_>, report: &Report) {
    // A line that only lends its text to the table has no figures.
    let ran = |line: &&Line| line.hits.or(line.total_ns).is_some();
    let lines: Vec<&Line> = report.lines.iter().filter(ran).collect();
    object(out, |object| whole(object, report, &Names::of(&report.functions, &report.tree), &lines, line));
    out.push_str("\n");
}

/// With what the page shows beside: the text of source lines, and what matters most.
pub(super) fn paint_for_page(out: &mut Sink<'_>, report: &Report) {
    let with_source = |object: &mut Object<'_, '_>, l: &Line| {
        line(object, l);
        if let Some(source) = &l.source {
            object.text("source", source);
        }
    };
    let sheet = Sheet::of(report);
    object(out, |object| {
        whole(object, report, &sheet.names, &report.lines.iter().collect::<Vec<_>>(), with_source);
        texts(object, "findings", &findings(&sheet));
    });
}

fn whole(
    object: &mut Object<'_, '_>,
    report: &Report,
    names: &Names<'_>,
    lines: &[&Line],
    line: impl Fn(&mut Object<'_, '_>, &Line),
) {
    object.put("schema", 1_u32);
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
    object.list("functions", |list| rows(list, &report.functions, function::function));
    section(object, "tree", &report.tree, |object, n| node(object, n, names.is_shared(&n.function)));
    section(object, "edges", &report.edges, edge);
    section(object, "lines", lines, |object, l| line(object, l));
    section(object, "memos", &report.memos, memo);
    section(object, "regions", &report.regions, region);
    section(object, "threads", &report.threads, thread);
    if let Some(memory) = &report.memory {
        object.object("memory", |object| self::memory(object, memory));
    }
    if !report.history.ends_ns.is_empty() {
        object.object("history", |object| history(object, &report.history));
    }
    texts(object, "remarks", &report.remarks);
}

/// A list of objects, if there is anything in it.
fn section<R>(object: &mut Object<'_, '_>, key: &str, all: &[R], row: impl Fn(&mut Object<'_, '_>, &R)) {
    if !all.is_empty() {
        object.list(key, |list| rows(list, all, row));
    }
}

fn rows<R>(list: &mut List<'_, '_>, rows: &[R], row: impl Fn(&mut Object<'_, '_>, &R)) {
    rows.iter().for_each(|own| list.object(|object| row(object, own)));
}

/// A list of strings, if there is anything in it.
fn texts(object: &mut Object<'_, '_>, key: &str, texts: &[String]) {
    if !texts.is_empty() {
        object.list(key, |list| texts.iter().for_each(|text| list.text(text)));
    }
}

fn node(object: &mut Object<'_, '_>, n: &Node, with_place: bool) {
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
}

fn edge(object: &mut Object<'_, '_>, e: &Edge) {
    object.text("caller", &e.caller);
    object.text("callee", &e.callee);
    object.put("calls", e.calls);
    object.put("total_ns", e.total_ns);
}

fn line(object: &mut Object<'_, '_>, l: &Line) {
    object.text("file", l.file);
    object.put("line", l.line);
    object.put_some("hits", l.hits);
    object.put_some("total_ns", l.total_ns);
    object.put_some("alloc_bytes", l.alloc_bytes);
    object.text("mode", l.mode);
    object.text("function", &l.function);
    object.put_some("from_macro", l.from_macro.then_some(true));
}

fn memo(object: &mut Object<'_, '_>, m: &Memo) {
    object.text("name", &m.name);
    object.put("hits", m.hits);
    object.put("misses", m.misses);
    object.put("waits", m.waits);
    object.put("evictions", m.evictions);
    object.put("expired", m.expired);
    object.put("entries", m.entries);
    object.put("bytes", m.bytes);
    object.put_rate("hit_ratio", m.hit_ratio);
    object.put_some("saved_ns", m.saved_ns);
}

fn region(object: &mut Object<'_, '_>, r: &Region) {
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
    object.put_rate("cores_mean", r.cores_mean);
    object.put_rate("imbalance", r.imbalance);
    object.put_rate("speedup_estimate", r.speedup_estimate);
    object.put_some("wall_ns", r.wall_ns);
}

fn thread(object: &mut Object<'_, '_>, t: &Thread) {
    object.text("name", &t.name);
    object.put("calls", t.calls);
    object.put_some("busy_ns", t.busy_ns);
    object.put("threads", t.threads);
    object.put_some("wall_ns", t.wall_ns);
    object.put_some("unattributed_ns", t.unattributed_ns);
}

fn memory(object: &mut Object<'_, '_>, m: &Memory) {
    object.put("live_bytes", m.live_bytes);
    object.put("peak_bytes", m.peak_bytes);
}

fn history(object: &mut Object<'_, '_>, h: &History) {
    counts(object, "ends_ns", Some(&h.ends_ns));
    counts(object, "live_bytes", h.live_bytes.as_ref());
    object.list("functions", |list| rows(list, &h.functions, course));
}

fn course(object: &mut Object<'_, '_>, c: &Course) {
    object.text("function", &c.function);
    object.text("file", c.file);
    object.put("line", c.line);
    counts(object, "calls", Some(&c.calls));
    counts(object, "total_ns", c.total_ns.as_ref());
    counts(object, "alloc_bytes", c.alloc_bytes.as_ref());
}

fn counts(object: &mut Object<'_, '_>, key: &str, counts: Option<&Vec<u64>>) {
    if let Some(counts) = counts {
        object.array(key, counts, |out, count| out.number(*count));
    }
}

#[cfg(test)]
mod tests;
