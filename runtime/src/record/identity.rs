// unsafe: asks the system for the name of a thread.
//! Whose record it is, and whose it was: the rows of the report's threads.
//!
//! A record serves many threads one after the other. What a thread did is the growth of the record's counts while
//! it was the owner; when it ends, that is added to the row of its name. The owner alone writes, between two
//! sequence numbers as in a shard.

use core::sync::atomic::AtomicU64;

use super::cell::{load, store};
use super::cpu;
use super::sequence::Sequence;
use crate::{clock, start};

/// Names that a record can remember; threads of other names share the last row.
pub(super) const NAMES: usize = 64;
/// What the last row is called once it is shared.
pub(super) const OTHERS: Name = Name::of(b"(others)");

/// A thread's name, as the kernel keeps it: 15 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(pub(super) [u64; 2]);

impl Name {
    const fn of(bytes: &[u8]) -> Name {
        let mut words = [0; 2];
        let mut at = 0;
        while at < bytes.len() && at < 16 && bytes[at] != 0 {
            words[at / 8] |= (bytes[at] as u64) << (at % 8 * 8);
            at += 1;
        }
        Name(words)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [self.0[0].to_le_bytes(), self.0[1].to_le_bytes()].concat();
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        f.write_str(&String::from_utf8_lossy(&bytes[..end]))
    }
}

/// Threads of one name: how many, their calls and their processor time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Past {
    pub(super) name: Name,
    pub(super) threads: u64,
    pub(super) calls: u64,
    pub(super) cpu_ns: u64,
    /// Ticks from a thread's first call of this epoch to its end, or now.
    pub(super) wall: u64,
}

#[derive(Debug)]
struct Row {
    name: [AtomicU64; 2],
    threads: AtomicU64,
    calls: AtomicU64,
    cpu_ns: AtomicU64,
    wall: AtomicU64,
}

const fn zero() -> AtomicU64 {
    AtomicU64::new(0)
}

impl Row {
    const fn new() -> Row {
        Row { name: [zero(), zero()], threads: zero(), calls: zero(), cpu_ns: zero(), wall: zero() }
    }
}

#[derive(Debug)]
pub(super) struct Identity {
    sequence: Sequence,
    /// The kernel's number of the thread that owns the record; 0 while none does.
    number: AtomicU64,
    name: [AtomicU64; 2],
    /// The record's calls when that thread became the owner, in that epoch.
    calls_before: AtomicU64,
    epoch: AtomicU64,
    /// When it became the owner.
    since: AtomicU64,
    /// The epoch of the rows.
    rows_epoch: AtomicU64,
    rows: [Row; NAMES],
}

impl Identity {
    pub(super) const fn new() -> Identity {
        Identity {
            sequence: Sequence::of(zero(), zero()),
            number: zero(),
            name: [zero(), zero()],
            calls_before: zero(),
            epoch: zero(),
            since: zero(),
            rows_epoch: zero(),
            rows: [const { Row::new() }; NAMES],
        }
    }

    /// The calling thread becomes the owner of the record. The calls that it holds of this epoch are the rows'.
    pub(super) fn begin(&self, epoch: u64) {
        let (number, name) = system::this_thread();
        let mut calls = 0;
        if load!(self.rows_epoch) == epoch {
            for row in &self.rows {
                calls += load!(row.calls);
            }
        }
        self.sequence.change(|| {
            store!(self.number, number);
            store!(self.name[0], name.0[0]);
            store!(self.name[1], name.0[1]);
            store!(self.calls_before, calls);
            store!(self.epoch, epoch);
            store!(self.since, clock::ticks());
        });
    }

    /// The kernel's number of the owner.
    pub(super) fn number(&self) -> u64 {
        load!(self.number)
    }

    /// The owner's name, as its root in the call tree bears it.
    pub(super) fn name(&self) -> Name {
        Name([load!(self.name[0]), load!(self.name[1])])
    }

    /// The owner ends; its record holds `calls` of this epoch.
    pub(super) fn end(&self, epoch: u64, calls: u64) {
        let mine = calls.saturating_sub(self.calls_before(epoch));
        let cpu_ns = if KNOWS_CPU { cpu::thread_ns() } else { 0 };
        self.sequence.change(|| {
            self.renew_rows(epoch);
            let name = Name([load!(self.name[0]), load!(self.name[1])]);
            let (row, name) = self.row(name);
            store!(row.name[0], name.0[0]);
            store!(row.name[1], name.0[1]);
            store!(row.threads, load!(row.threads) + 1);
            store!(row.calls, load!(row.calls) + mine);
            store!(row.cpu_ns, load!(row.cpu_ns) + cpu_ns);
            store!(row.wall, load!(row.wall) + self.wall(clock::ticks()));
            store!(self.number, 0);
        });
    }

    /// Ticks from the owner's first call, or from the beginning of the epoch.
    fn wall(&self, until: u64) -> u64 {
        until.saturating_sub(load!(self.since).max(start::epoch_ticks()))
    }

    fn calls_before(&self, epoch: u64) -> u64 {
        if load!(self.epoch) == epoch { load!(self.calls_before) } else { 0 }
    }

    /// Rows of an earlier epoch are forgotten.
    fn renew_rows(&self, epoch: u64) {
        if load!(self.rows_epoch) != epoch {
            store!(self.rows_epoch, epoch);
            for row in &self.rows {
                for field in [&row.name[0], &row.name[1], &row.threads, &row.calls, &row.cpu_ns, &row.wall] {
                    store!(*field, 0);
                }
            }
        }
    }

    /// The row of a name; where all are taken, the last one, under the name that says so.
    fn row(&self, name: Name) -> (&Row, Name) {
        let named = |row: &&Row| load!(row.threads) == 0 || Name([load!(row.name[0]), load!(row.name[1])]) == name;
        match self.rows[..NAMES - 1].iter().find(named) {
            Some(row) => (row, name),
            None => (&self.rows[NAMES - 1], OTHERS),
        }
    }

    /// The threads that owned the record in this epoch, and the one that does. `calls` are the record's now.
    ///
    /// A record that changes hands at this moment may be read half-way; after some tries it is taken as it is.
    pub(super) fn read(&self, epoch: u64, now: u64, calls: impl Fn() -> u64) -> Vec<Past> {
        let read = || self.read_once(epoch, now, calls());
        (0..100).find_map(|_| self.sequence.read(read)).unwrap_or_else(read)
    }

    fn read_once(&self, epoch: u64, now: u64, calls: u64) -> Vec<Past> {
        let mut rows = Vec::new();
        let number = load!(self.number);
        if number != 0 {
            rows.push(Past {
                name: Name([load!(self.name[0]), load!(self.name[1])]),
                threads: 1,
                calls: calls.saturating_sub(self.calls_before(epoch)),
                cpu_ns: system::cpu_ns_of(number).unwrap_or(0),
                wall: self.wall(now),
            });
        }
        if load!(self.rows_epoch) == epoch {
            rows.extend(self.rows.iter().filter(|row| load!(row.threads) > 0).map(|row| Past {
                name: Name([load!(row.name[0]), load!(row.name[1])]),
                threads: load!(row.threads),
                calls: load!(row.calls),
                cpu_ns: load!(row.cpu_ns),
                wall: load!(row.wall),
            }));
        }
        rows
    }
}

/// Whether the system tells a thread's processor time.
pub(crate) const KNOWS_CPU: bool = system::KNOWS_CPU;

#[cfg(all(any(target_os = "linux", target_os = "android"), not(miri)))]
mod system {
    use super::{Name, cpu};

    pub(super) const KNOWS_CPU: bool = true;

    /// The kernel's number and name of the calling thread; the first one of the process is called `main`.
    pub(super) fn this_thread() -> (u64, Name) {
        let mut name = [0_u8; 16];
        // SAFETY: PR_GET_NAME writes at most 16 bytes; the other calls have no arguments.
        let (number, process) = unsafe {
            libc::prctl(libc::PR_GET_NAME, name.as_mut_ptr());
            (libc::syscall(libc::SYS_gettid), libc::getpid())
        };
        let name = if number == i64::from(process) as libc::c_long { Name::of(b"main") } else { Name::of(&name) };
        (number as u64, name)
    }

    /// The processor time of a thread of this process; `None` when it has ended. The clock's number is made as
    /// the kernel documents for `clock_getcpuclockid`: the thread's number, inverted, above the kind of clock.
    pub(super) fn cpu_ns_of(number: u64) -> Option<u64> {
        const PER_THREAD_SCHEDULED: libc::clockid_t = 0b110;
        cpu::read((!(number as libc::clockid_t) << 3) | PER_THREAD_SCHEDULED)
    }
}

#[cfg(not(all(any(target_os = "linux", target_os = "android"), not(miri))))]
mod system {
    use core::sync::atomic::{AtomicU64, Ordering};

    use super::Name;

    pub(super) const KNOWS_CPU: bool = false;

    /// Without the kernel's word for it all threads bear one name.
    pub(super) fn this_thread() -> (u64, Name) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        (NEXT.fetch_add(1, Ordering::Relaxed), Name::of(b"thread"))
    }

    pub(super) fn cpu_ns_of(_: u64) -> Option<u64> {
        None
    }
}
