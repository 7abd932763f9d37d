//! What has to hold for a file of results, whatever is done to its bytes.

use std::collections::HashSet;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::log::{Log, read};
use super::platform::write_at;
use super::record::{Deed, Header, checksum};

const OWNER: u64 = 7;

/// Bytes that say what to do next.
struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn byte(&mut self) -> Option<u8> {
        self.0.split_off_first().copied()
    }

    fn number(&mut self) -> Option<u64> {
        self.0.split_off(..2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]).into())
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(self.byte()? % 40).min(self.0.len());
        self.0.split_off(..length)
    }
}

/// Records are written, bytes are changed, cut off and put in, as `script` has it. A reader finds what somebody wrote, or
/// nothing.
pub fn log(script: &[u8]) {
    let path = scratch();
    let _ = std::fs::remove_file(&path);
    let mut written = HashSet::new();
    let mut script = Script(script);
    while let Some(deed) = script.byte() {
        if act(deed, &mut script, &path, &mut written).is_none() {
            break;
        }
        if let Ok(mut log) = Log::open_to_read(&path, OWNER) {
            let _ = log.catch_up();
            for (hash, place) in &log.index {
                let Ok(Some(content)) = read(&log.file, place) else { continue };
                let record = (content.header.hash, content.key().to_vec(), content.value().to_vec());
                assert!(*hash == record.0 && written.contains(&record), "nobody wrote {record:?}");
            }
        }
    }
    let _ = std::fs::remove_file(&path);
}

type Record = (u64, Vec<u8>, Vec<u8>);

/// One step; `None` at the end of the script.
fn act(deed: u8, script: &mut Script<'_>, path: &Path, written: &mut HashSet<Record>) -> Option<()> {
    let file = || OpenOptions::new().write(true).open(path).ok();
    match deed % 8 {
        0..=3 => {
            let (hash, key, value) = (script.byte()?.into(), script.bytes()?, script.bytes()?);
            let deed = [Deed::Keep, Deed::Keep, Deed::Forget, Deed::Clear][usize::from(deed % 4)];
            let (key_len, value_len) = (key.len() as u64, value.len() as u64);
            let sum = checksum(&[key, value].concat());
            let header = Header { deed, key_len, value_len, hash, shape: 0, written_ms: 1, sum };
            let Ok(mut log) = Log::open(path, OWNER) else { return Some(()) };
            if log.catch_up().is_ok() && log.append(header, key, value).is_ok() {
                written.insert((hash, key.to_vec(), value.to_vec()));
            }
        }
        4 | 5 => {
            let (at, bytes) = (script.number()?, script.bytes()?);
            let length = file()?.metadata().ok()?.len();
            write_at(&file()?, bytes, at % (length + 1)).ok()?;
        }
        6 => {
            let at = script.number()?;
            let length = file()?.metadata().ok()?.len();
            file()?.set_len(at % (length + 1)).ok()?;
        }
        _ => {
            let log = Log::open_to_read(path, OWNER);
            if let Ok(mut log) = log
                && log.catch_up().is_ok()
            {
                let _ = log.rewrite(OWNER, script.number()?);
            }
        }
    }
    Some(())
}

/// A file of this call's own.
fn scratch() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!("bedeck-fuzz-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    std::env::temp_dir().join(name)
}
