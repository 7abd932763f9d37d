//! The results of one function on disk. Whatever goes wrong, callers compute, and stderr has one line about it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant, SystemTime};

use super::DiskInfo;
use super::backing::{Backing, Found, Record};
use super::folder::Files;
use super::lock::lock;
use super::log::{Log, Sight, Trouble, read};
use super::record::{Deed, Header, checksum};
use crate::report::output::complain;

mod opening;

/// A file is written anew when it is larger; then it keeps the newest half.
const MOST: u64 = 1 << 30;
/// So much may be left over in a file without being worth that.
const SLACK: u64 = 1 << 20;

/// The results of one function, for one set of types.
#[derive(Debug)]
pub(super) struct Store {
    /// The function's.
    name: &'static str,
    files: Files,
    /// The number that its files have in their beginning.
    owner: u64,
    /// How long to wait for others who write.
    patience: Duration,
    state: Mutex<State>,
    /// Others did not let go of the lock; so nobody waits for it any longer, until it is free again.
    is_busy: AtomicBool,
    has_complained: AtomicBool,
    most: u64,
    hits: AtomicU64,
    misses: AtomicU64,
    written: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    log: Option<Log>,
    /// Neither read nor written any longer.
    is_off: bool,
    is_read_only: bool,
    is_swept: bool,
    /// What is to be forgotten, but could not be written to be: keys, and all that was written up to then.
    doomed: HashMap<u64, u64>,
    doomed_up_to: u64,
}

/// What came of a wish to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Written,
    NotDue,
    Failed,
}

impl Store {
    pub(super) fn new(name: &'static str, files: Files, owner: u64, patience: Duration) -> Store {
        Store {
            name,
            files,
            owner,
            patience,
            state: Mutex::default(),
            is_busy: AtomicBool::new(false),
            has_complained: AtomicBool::new(false),
            most: MOST,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            written: AtomicU64::new(0),
        }
    }

    /// The state. A child of `fork` may find it taken for ever: then it goes without.
    fn state(&self) -> Option<MutexGuard<'_, State>> {
        let begin = Instant::now();
        loop {
            match self.state.try_lock() {
                Ok(state) => return Some(state),
                Err(TryLockError::Poisoned(state)) => return Some(state.into_inner()),
                Err(TryLockError::WouldBlock) if begin.elapsed() > 2 * self.patience => return None,
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_micros(20)),
            }
        }
    }

    fn look(&self, hash: u64, limit: Duration) -> Option<Found> {
        let (file, place, age) = {
            let mut state = self.state()?;
            let log = self.ready(&mut state, false)?;
            let place = *log.index.get(&hash)?;
            let written = place.written_ms;
            if written <= state.doomed_up_to || state.doomed.get(&hash).is_some_and(|doomed| written <= *doomed) {
                return None;
            }
            let log = state.log.as_mut()?;
            let Some(age) = age(written).filter(|age| *age < limit) else {
                // Nor later, should the clock be set back.
                log.index.remove(&hash);
                return None;
            };
            (Arc::clone(&log.file), place, age)
        };
        match read(&file, &place) {
            Ok(Some(content)) => Some(Found { content, age }),
            Ok(None) => self.mend(&file, hash, place),
            Err(error) => self.turn_off(&mut *self.state()?, &error),
        }
    }

    /// How many results there are, and how many bytes the file has.
    fn size(&self) -> (u64, u64) {
        let Some(mut state) = self.state() else { return (0, 0) };
        self.ready(&mut state, false).map_or((0, 0), |log| (log.index.len() as u64, log.bytes()))
    }

    /// Writes a record, if it is worth it.
    fn write(&self, header: Header, key: &[u8], value: &[u8], is_due: impl FnOnce(&Log) -> bool) -> Outcome {
        let Some(mut state) = self.state() else { return Outcome::Failed };
        if state.is_off {
            return Outcome::NotDue;
        }
        let lock = if state.is_read_only { None } else { self.lock(&mut state) };
        let is_locked = lock.is_some();
        let Some(log) = self.ready(&mut state, is_locked) else { return Outcome::Failed };
        if !is_due(log) {
            return Outcome::NotDue;
        }
        if !is_locked {
            return Outcome::Failed;
        }
        let mut written = log.append(header, key, value);
        if written.is_ok() && log.is_wasteful(self.most, SLACK) {
            // The next look finds the new file.
            written = log.rewrite(self.owner, self.most).map(drop);
        }
        let Err(error) = written else { return Outcome::Written };
        state.is_read_only = true;
        self.say(&format!("cannot be written ({error}): new results are kept in memory only"));
        Outcome::Failed
    }

    /// The lock, unless others have it too long.
    fn lock(&self, state: &mut State) -> Option<File> {
        let patience = if self.is_busy.load(Relaxed) { Duration::ZERO } else { self.patience };
        let locked = lock(&self.files.lock, patience).or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(error);
            }
            fs::create_dir_all(&self.files.folder)?;
            lock(&self.files.lock, patience)
        });
        match locked {
            Ok(Some(lock)) => {
                self.is_busy.store(false, Relaxed);
                Some(lock)
            }
            Ok(None) => {
                if !self.is_busy.swap(true, Relaxed) {
                    self.say("is locked by another process: computing meanwhile");
                }
                None
            }
            Err(error) => {
                self.read_only(state, &error);
                None
            }
        }
    }

    /// The log, with all that others have written. With the lock also what is wrong with its end is put right.
    fn ready<'s>(&self, state: &'s mut State, has_lock: bool) -> Option<&'s mut Log> {
        if state.is_off {
            return None;
        }
        let sight = state.log.as_mut().map(Log::catch_up);
        match sight {
            Some(Ok(Sight::Whole)) => {}
            Some(Ok(Sight::Ragged)) if !has_lock => {}
            Some(Err(Trouble::Io(error))) => return self.turn_off(state, &error),
            Some(Err(Trouble::Damaged(_))) if state.is_read_only => {}
            _ if has_lock => self.renew(state)?,
            _ => {
                let lock = self.lock(state);
                match lock {
                    Some(_lock) => self.renew(state)?,
                    // Without the right to write there may be something to read all the same.
                    None if state.log.is_some() && state.is_read_only => {}
                    None => return None,
                }
            }
        }
        state.log.as_mut()
    }
}

impl Backing for Store {
    fn find(&self, hash: u64, limit: Duration) -> Option<Found> {
        let found = self.look(hash, limit);
        let count = if found.is_some() { &self.hits } else { &self.misses };
        count.fetch_add(1, Relaxed);
        found
    }

    fn keep(&self, record: &Record<'_>, _: Duration) {
        let Record { hash, key, value, shape } = *record;
        let sum = checksum(&[key, value].concat());
        let (key_len, value_len) = (key.len() as u64, value.len() as u64);
        let header = Header { deed: Deed::Keep, key_len, value_len, hash, shape, written_ms: now_ms(), sum };
        if self.write(header, key, value, |_| true) == Outcome::Written {
            self.written.fetch_add(1, Relaxed);
            if let Some(mut state) = self.state() {
                state.doomed.remove(&hash);
            }
        }
    }

    fn forget(&self, hash: u64) -> bool {
        let header = Header { hash, ..bare(Deed::Forget) };
        let outcome = self.write(header, &[], &[], |log| log.index.contains_key(&hash));
        if outcome == Outcome::Failed
            && let Some(mut state) = self.state()
        {
            state.doomed.insert(hash, header.written_ms);
        }
        outcome != Outcome::NotDue
    }

    fn clear(&self) -> bool {
        let header = bare(Deed::Clear);
        let outcome = self.write(header, &[], &[], |log| !log.index.is_empty());
        if outcome == Outcome::Failed
            && let Some(mut state) = self.state()
        {
            state.doomed_up_to = header.written_ms;
        }
        outcome != Outcome::NotDue
    }

    fn say(&self, what: &str) {
        if !self.has_complained.swap(true, Relaxed) {
            complain(&format!("`{}`: {} {what}", self.name, self.files.results.display()));
        }
    }

    fn disk_info(&self) -> Option<DiskInfo> {
        let (entries, bytes) = self.size();
        let [hits, misses, written] = [&self.hits, &self.misses, &self.written].map(|count| count.load(Relaxed));
        Some(DiskInfo { hits, misses, written, entries, bytes, path: self.files.results.clone() })
    }
}

fn bare(deed: Deed) -> Header {
    Header { deed, key_len: 0, value_len: 0, hash: 0, shape: 0, written_ms: now_ms(), sum: checksum(&[]) }
}

/// The calendar's clock.
fn now_ms() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// How long ago that was, rather more than less. `None` if it lies in the future: then the clock was set back, and nobody knows.
fn age(written_ms: u64) -> Option<Duration> {
    now_ms().checked_sub(written_ms).map(|age| Duration::from_millis(age + 1))
}

#[cfg(test)]
mod tests;
