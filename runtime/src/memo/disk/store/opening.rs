//! Opens a file, and puts right what is wrong with it.

use std::fs::{self, File};
use std::io;
use std::sync::Arc;

use super::super::backing::{Backing as _, Found};
use super::super::folder::Files;
use super::super::log::{Log, Place, Sight, Trouble};
use super::{State, Store};
use crate::report::output::complain;

impl Store {
    /// Opens the file, and puts it aside first if it is damaged. The caller has the lock.
    pub(super) fn renew(&self, state: &mut State) -> Option<()> {
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
    pub(super) fn mend(&self, file: &Arc<File>, hash: u64, place: Place) -> Option<Found> {
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
    pub(super) fn read_only(&self, state: &mut State, error: &io::Error) {
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

    pub(super) fn turn_off<T>(&self, state: &mut State, error: &io::Error) -> Option<T> {
        state.is_off = true;
        state.log = None;
        self.say(&format!("cannot be used ({error}): its results are kept in memory only"));
        None
    }
}
