//! Chromium without a window: what a page holds after its scripts ran.

use std::collections::BTreeMap;

use super::pictures::Pictures;
use super::sheet::{Sheet, Shown};
use super::tools::Tools;
use crate::Fault;

/// The page's elements as text, once a JavaScript expression is true in it, or after a minute as it then is.
pub(super) fn page(tools: &Tools, address: &str, until: &str) -> Result<String, Fault> {
    let folder = tools.folder.join("chromium");
    tools.script("page.mjs", &[folder.as_os_str(), address.as_ref(), until.as_ref()])
}

/// The texts of the page between its tags, without those that are blank.
pub(super) fn texts(page: &str) -> Vec<String> {
    let texts = page.split('<').map(|rest| rest.split_once('>').map_or(rest, |(_, text)| text).trim());
    texts.filter(|text| !text.is_empty()).map(unescaped).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&")
}

/// The boxes of the flame graph: the sum, and the times of threads and functions.
pub(super) fn check_svg(tools: &Tools, pictures: &Pictures, sheet: &mut Sheet) -> Result<(), Fault> {
    // Before it comes, the page is an empty one.
    let until = "document.readyState == 'complete' && document.documentElement.nodeName == 'svg'";
    let page = page(tools, &format!("file://{}", pictures.file("svg").display()), until)?;
    let titles = page.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next());
    let mut boxes: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for title in titles {
        let title = unescaped(title);
        let (name, time) = title.rsplit_once(" (").ok_or_else(|| format!("svg: no time in `{title}`"))?;
        let time = time.split(" ns").next().unwrap_or_default().replace(',', "");
        boxes.entry(name.to_owned()).or_default().push(time.parse()?);
    }
    let threads = pictures.expected.threads();
    let mut ours = BTreeMap::from([("all".to_owned(), threads.values().sum())]);
    ours.extend(threads.iter().map(|(name, time)| (safe(name), *time)));
    // The widest box of a name is the whole of a function that no other one calls, as of a thread.
    let widest =
        |(name, times): (&String, &Vec<u64>)| (name.clone(), Shown::exactly(times.iter().copied().max().unwrap_or(0)));
    let theirs = boxes.iter().map(widest).filter(|(name, _)| ours.contains_key(name)).collect();
    sheet.compare(&format!("Chromium, {}: the flame graph's sums", pictures.name), &ours, &theirs);
    // What is narrower than a hundredth of a percent is left out of the picture.
    let least = ours["all"] / 5000;
    let functions = pictures.expected.each(None, |sums| sums.total_ns);
    let wide = functions.iter().filter(|(_, time)| **time > least).map(|(name, _)| safe(name));
    let missing: Vec<String> = wide.clone().filter(|name| !boxes.contains_key(name)).collect();
    sheet.note(&format!("Chromium, {}: the flame graph's functions", pictures.name), wide.count(), &missing);
    Ok(())
}

/// A name as it stands in a flame graph.
fn safe(name: &str) -> String {
    let mut safe = name.replace(';', ":");
    for digit in '0'..='9' {
        safe = safe.replace(&format!(" {digit}"), &format!("\u{a0}{digit}"));
    }
    safe
}
