//! What a reader of the figures has to know.

use super::data::Memory;
use super::memory;
use super::profile::Profile;
use super::row::Row;
use crate::record::timeline;

/// One sentence each.
pub(super) fn remarks(rows: &[Row], profile: &Profile, missed: u64, memory: Option<Memory>) -> Vec<String> {
    let told = [folded(profile), no_room(missed), no_allocator(rows, memory)].into_iter().flatten();
    told.chain(rows.iter().filter_map(without_hash)).collect()
}

/// That arguments could not be told apart.
fn without_hash(row: &Row) -> Option<String> {
    let (site, _) = row.profiled.as_ref()?;
    let names: Vec<String> = site.distinct?.without_hash().map(|name| format!("`{name}`")).collect();
    let (them, have) = if names.len() > 1 { ("them", "have") } else { ("it", "has") };
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        format!(
            "distinct arguments of {}: {names} {have} no `Hash`, and calls are told apart without {them}",
            site.name()
        )
    })
}

/// That the allocator counts nothing, if a function asked for it.
fn no_allocator(rows: &[Row], memory: Option<Memory>) -> Option<String> {
    let asked = |row: &Row| row.profiled.as_ref().is_some_and(|(site, _)| site.options.memory);
    (memory.is_none() && rows.iter().any(asked)).then(|| memory::MISSING.to_owned())
}

/// That chains of callers were too many or too long.
fn folded(profile: &Profile) -> Option<String> {
    let calls = Some(profile.folded()).filter(|calls| *calls > 0)?;
    Some(format!(
        "{calls} calls came by more chains of callers than the tree has room for: they stand under `(folded)`, by caller and \
         callee alone; the figures of functions are exact"
    ))
}

/// That there were more single calls than are kept.
fn no_room(missed: u64) -> Option<String> {
    (missed > 0).then(|| {
        format!("{missed} calls are not in the timeline, which keeps the first {} of a thread", timeline::KEPT)
    })
}
