//! The results of one function on disk. Whatever goes wrong, callers compute, and stderr has one line about it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant, SystemTime};

use super::folder::Files;
use super::lock::lock;
use super::log::{Content, Log, Place, Sight, Trouble, read};
use super::record::{Deed, Header, checksum};
use crate::report::output::complain;

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
    pub(super) hits: AtomicU64,
    pub(super) misses: AtomicU64,
    pub(super) written: AtomicU64,
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

/// What was found for a key.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) content: Content,
    pub(super) age: Duration,
}

/// What is to be kept for a key.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) hash: u64,
    pub(super) key: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) shape: u64,
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

    /// What is kept for a key and is younger than this.
    pub(super) fn find(&self, hash: u64, limit: Duration) -> Option<Found> {
        let found = self.look(hash, limit);
        let count = if found.is_some() { &self.hits } else { &self.misses };
        count.fetch_add(1, Relaxed);
        found
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

    /// Keeps a value.
    pub(super) fn keep(&self, record: &Record<'_>) {
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

    /// Forgets a key. Whether there may have been something.
    pub(super) fn forget(&self, hash: u64) -> bool {
        let header = Header { hash, ..bare(Deed::Forget) };
        let outcome = self.write(header, &[], &[], |log| log.index.contains_key(&hash));
        if outcome == Outcome::Failed
            && let Some(mut state) = self.state()
        {
            state.doomed.insert(hash, header.written_ms);
        }
        outcome != Outcome::NotDue
    }

    /// Forgets everything. Whether there may have been something.
    pub(super) fn clear(&self) -> bool {
        let header = bare(Deed::Clear);
        let outcome = self.write(header, &[], &[], |log| !log.index.is_empty());
        if outcome == Outcome::Failed
            && let Some(mut state) = self.state()
        {
            state.doomed_up_to = header.written_ms;
        }
        outcome != Outcome::NotDue
    }

    /// How many results there are, and how many bytes the file has.
    pub(super) fn size(&self) -> (u64, u64) {
        let Some(mut state) = self.state() else { return (0, 0) };
        self.ready(&mut state, false).map_or((0, 0), |log| (log.index.len() as u64, log.bytes()))
    }

    pub(super) fn files(&self) -> &Files {
        &self.files
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

    /// Opens the file, and puts it aside first if it is damaged. The caller has the lock.
    fn renew(&self, state: &mut State) -> Option<()> {
        state.log = None;
        for _ in 0..3 {
            let (why, log) = match Log::open(&self.files.results, self.owner) {
                Err(Trouble::Damaged(why)) => (why, None),
                Err(Trouble::Io(error)) => return self.turn_off(state, &error),
                Ok(mut log) => match log.catch_up() {
                    Ok(Sight::Whole) => return self.begin(state, log),
                    Ok(Sight::Ragged) => ("its end is cut off", Some(log)),
                    Ok(Sight::Replaced) => continue,
                    Err(Trouble::Damaged(why)) => (why, Some(log)),
                    Err(Trouble::Io(error)) => return self.turn_off(state, &error),
                },
            };
            if let Err(error) = self.put_aside(why, log) {
                return self.turn_off(state, &error);
            }
        }
        None
    }

    fn begin(&self, state: &mut State, log: Log) -> Option<()> {
        if !core::mem::replace(&mut state.is_swept, true) {
            self.files.sweep(&log.file);
        }
        state.log = Some(log);
        Some(())
    }

    /// Gives a damaged file another name, and keeps what is whole in it.
    fn put_aside(&self, why: &str, log: Option<Log>) -> io::Result<()> {
        let Files { results, corrupt, .. } = &self.files;
        if corrupt.is_dir() {
            fs::remove_dir_all(corrupt)?;
        }
        fs::rename(results, corrupt)?;
        let records = log.map_or(Ok(0), |log| log.rewrite(self.owner, u64::MAX))?;
        complain(&format!(
            "{} is damaged ({why}): put aside as {}; {records} results of `{}` are whole and stay",
            results.display(),
            corrupt.file_name().unwrap_or_default().display(),
            self.name
        ));
        Ok(())
    }

    /// A record is not what was written.
    fn mend(&self, file: &Arc<File>, hash: u64, place: Place) -> Option<Found> {
        let mut state = self.state()?;
        let _lock = self.lock(&mut state)?;
        let log = self.ready(&mut state, true)?;
        // Somebody else may have been here.
        if Arc::ptr_eq(&log.file, file) && log.index.get(&hash) == Some(&place) {
            let log = state.log.take();
            if let Err(error) = self.put_aside("a result is not what was written", log) {
                return self.turn_off(&mut state, &error);
            }
        }
        None
    }

    /// The folder cannot be written: what lies there is read all the same.
    fn read_only(&self, state: &mut State, error: &io::Error) {
        if core::mem::replace(&mut state.is_read_only, true) {
            return;
        }
        let opened = Log::open_to_read(&self.files.results, self.owner);
        match opened.and_then(|mut log| log.catch_up().map(|_| log)) {
            Ok(log) => {
                self.say(&format!("cannot be written ({error}): new results are kept in memory only"));
                state.log = Some(log);
            }
            Err(_) => {
                self.turn_off::<()>(state, error);
            }
        }
    }

    fn turn_off<T>(&self, state: &mut State, error: &io::Error) -> Option<T> {
        state.is_off = true;
        state.log = None;
        self.say(&format!("cannot be used ({error}): its results are kept in memory only"));
        None
    }

    /// One line for a function, whatever comes after it.
    pub(super) fn say(&self, what: &str) {
        if !self.has_complained.swap(true, Relaxed) {
            complain(&format!("`{}`: {} {what}", self.name, self.files.results.display()));
        }
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
