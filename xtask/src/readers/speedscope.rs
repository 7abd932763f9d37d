//! Speedscope: its schema, and itself in a browser, where its table of functions shows what it read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::browser::{page, texts};
use super::pictures::Pictures;
use super::sheet::{Sheet, Shown};
use super::tools::Tools;
use crate::Fault;

pub(super) fn check(tools: &Tools, pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    let expected = &pictures.expected;
    let heading = |what: &str| format!("speedscope, {}: {what}", pictures.name);
    sheet.note(&heading("its schema"), 1, &schema(tools, pictures)?);
    let own = open(tools, &pictures.file("speedscope"))?;
    let threads = expected.threads();
    let first = expected.0.first().map(|node| node.thread.as_str()).unwrap_or_default();
    let totals = expected.each(Some(first), |sums| sums.total_ns);
    sheet.compare(&heading("total times of the first thread"), &totals, &own.totals);
    if threads.len() > 1 {
        sheet.compare(&heading("threads"), &threads, &own.profiles);
    }
    let pprof = open(tools, &pictures.file("pprof"))?;
    sheet.compare(&heading("total times in pprof"), &expected.each(None, |sums| sums.total_ns), &pprof.totals);
    sheet.compare(
        &heading("self times in pprof"),
        &expected.each(None, |sums| sums.self_ns),
        &without_none(pprof.selves),
    );
    let folded = open(tools, &pictures.file("folded"))?;
    let safe = |(name, time): (String, u64)| (name.replace(';', ":").replace(' ', "_"), time);
    let selves = expected.each(None, |sums| sums.self_ns).into_iter().map(safe).collect();
    sheet.compare(&heading("self times in folded stacks"), &selves, &without_none(folded.selves));
    Ok(())
}

/// A file of no calls opens, too.
pub(super) fn check_empty(tools: &Tools, pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    let mut faults = schema(tools, pictures)?;
    let opened = page_of(tools, &pictures.file("speedscope"))?;
    if !opened.iter().any(|text| text == "No symbols found.") {
        faults.push(format!("does not open: {}", opened.join(" | ")));
    }
    sheet.note("speedscope, empty: opens", 1, &faults);
    Ok(())
}

fn schema(tools: &Tools, pictures: &Pictures) -> Result<Vec<String>, Fault> {
    let schema = tools.folder.join("node_modules/speedscope/dist/release/file-format-schema.json");
    tools.faults(&pictures.file("speedscope"), &schema)
}

/// What speedscope shows.
struct Opened {
    /// Profiles and their weights, if there is more than one.
    profiles: BTreeMap<String, Shown>,
    totals: BTreeMap<String, Shown>,
    selves: BTreeMap<String, Shown>,
}

fn open(tools: &Tools, file: &Path) -> Result<Opened, Fault> {
    let texts = page_of(tools, file)?;
    let after = |head: &str| texts.iter().position(|text| text == head).map_or(&[][..], |at| &texts[at + 1..]);
    let rows = |texts: &[String]| -> Vec<[String; 3]> {
        texts.chunks_exact(3).filter_map(|row| row.to_vec().try_into().ok()).collect()
    };
    let mut opened = Opened { profiles: BTreeMap::new(), totals: BTreeMap::new(), selves: BTreeMap::new() };
    for [_, name, weight] in rows(after("Total Weight")).into_iter().take_while(|row| row[0].parse::<u32>().is_ok()) {
        opened.profiles.insert(name, shown(&weight).ok_or_else(|| format!("speedscope: weight `{weight}`"))?);
    }
    for [total, own, name] in rows(after("Symbol Name")) {
        let read = |text: &str| shown(text).ok_or_else(|| format!("speedscope: time `{text}`"));
        opened.totals.insert(name.clone(), read(&total)?);
        opened.selves.insert(name, read(&own)?);
    }
    if opened.totals.is_empty() {
        return Err(format!("speedscope cannot open {}: {}", file.display(), texts.join(" | ")).into());
    }
    Ok(opened)
}

/// The texts of speedscope's page with the file in it, the table of functions in front.
fn page_of(tools: &Tools, file: &Path) -> Result<Vec<String>, Fault> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let script = tools.folder.join(format!("{name}.js"));
    let load = format!("speedscope.loadFileFromBase64({}, {})", quoted(&name), quoted(&base64(&fs::read(file)?)));
    fs::write(&script, load)?;
    let release = tools.folder.join("node_modules/speedscope/dist/release/index.html");
    let address = format!("file://{}#localProfilePath={}&view=sandwich", release.display(), script.display());
    // The last table has rows, or a line says that there are none.
    let rows = "[...document.querySelectorAll('table')].pop()?.querySelector('td')";
    let until = &format!("{rows} || document.body.innerText.includes('No symbols found')");
    Ok(texts(&page(tools, &address, until)?))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]);
            text.push(if place <= three.len() { digit } else { '=' });
        }
    }
    text
}

fn without_none(shown: BTreeMap<String, Shown>) -> BTreeMap<String, Shown> {
    shown.into_iter().filter(|(_, shown)| shown.value > 0.0).collect()
}

/// Reads `370.00ms (100%)`, `1:05` or `1,234`; it may be off by what was rounded away.
fn shown(text: &str) -> Option<Shown> {
    let figure = text.split(" (").next()?.replace(',', "");
    let digits = figure.trim_end_matches(|c: char| !c.is_ascii_digit());
    if let Some((minutes, seconds)) = digits.split_once(':') {
        let seconds = minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?;
        return Some(Shown { value: seconds * 1e9, within: 5e8 });
    }
    let scale = match &figure[digits.len()..] {
        "" | "ns" => 1.0,
        "\u{b5}s" | "\u{3bc}s" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        _ => return None,
    };
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let rounded = if decimals == 0 { 0.0 } else { 0.5001 * 10_f64.powi(-decimals) };
    Some(Shown { value: digits.parse::<f64>().ok()? * scale, within: rounded * scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_what_was_rounded_away() {
        let read = |text| shown(text).map(|shown| (shown.value, shown.within.round()));
        assert_eq!(read("370.01ms (100%)"), Some((370.01 * 1e6, 5001.0)));
        assert_eq!(read("30.00ns (<0.01%)"), Some((30.0, 0.0)));
        assert_eq!(read("1,234,567 (73%)"), Some((1_234_567.0, 0.0)));
        assert_eq!(read("1:05"), Some((65e9, 5e8)));
        assert_eq!(read("none"), None);
    }

    #[test]
    fn bytes_are_written_in_base_64() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }
}
