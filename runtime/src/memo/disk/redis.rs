//! Results of one function on a redis server (`#[memoize(redis)]`).

use core::time::Duration;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use redis::{Cmd, cmd};

use super::RedisInfo;
use super::backing::{Backing, Found, Record};
use super::log::Content;
use super::record::{Deed, Header, checksum};
use server::Server;

mod server;

/// So long a result without `ttl` stays on the server.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The results of one function, for one set of types, on a server.
#[derive(Debug)]
pub(super) struct Shared {
    /// The function's.
    name: &'static str,
    server: &'static Server,
    /// What the names of its keys begin with.
    prefix: String,
    /// What is to be forgotten before anything else is asked.
    pending: Mutex<Pending>,
    has_complained: AtomicBool,
    hits: AtomicU64,
    misses: AtomicU64,
    written: AtomicU64,
}

#[derive(Debug, Default)]
struct Pending {
    keys: Vec<u64>,
    all: bool,
}

impl Shared {
    /// By default the server that `REDIS_URL` names, or the one of this machine.
    pub(super) fn new(name: &'static str, url: Option<&str>, stem: &str) -> Shared {
        Shared {
            name,
            server: Server::at(url),
            prefix: format!("bedeck:{stem}:"),
            pending: Mutex::default(),
            has_complained: AtomicBool::new(false),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            written: AtomicU64::new(0),
        }
    }

    fn key(&self, hash: u64) -> String {
        format!("{}{hash:016x}", self.prefix)
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what the server could not be told to. Whether nothing of that is left.
    fn settle(&self) -> bool {
        let pending = core::mem::take(&mut *self.pending());
        if pending.all && !self.delete_all() {
            self.pending().all = true;
            return false;
        }
        for (done, hash) in pending.keys.iter().enumerate() {
            if self.delete(*hash).is_none() {
                self.pending().keys.extend(&pending.keys[done..]);
                return false;
            }
        }
        true
    }

    /// How many there were.
    fn delete(&self, hash: u64) -> Option<u64> {
        self.server.ask(cmd("DEL").arg(self.key(hash)))
    }

    fn delete_all(&self) -> bool {
        let mut cursor = 0_u64;
        loop {
            let mut scan = cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(format!("{}*", self.prefix)).arg("COUNT").arg(1000);
            let Some((next, keys)) = self.server.ask::<(u64, Vec<String>)>(&scan) else { return false };
            if !keys.is_empty() && self.server.ask::<u64>(cmd("DEL").arg(keys)).is_none() {
                return false;
            }
            cursor = next;
            if cursor == 0 {
                return true;
            }
        }
    }

    fn look(&self, hash: u64, limit: Duration) -> Option<Found> {
        if !self.settle() {
            return None;
        }
        let key = self.key(hash);
        let asked: [Cmd; 2] = ["GET", "PTTL"].map(|name| cmd(name).arg(&key).to_owned());
        let (bytes, left_ms) = self.server.ask_both::<Option<Vec<u8>>, i64>(&asked)?;
        let content = Content::of(bytes?)?;
        // By the server's clock alone: how long it was to stay less how long it will.
        let age = content.header.written_ms.checked_sub(u64::try_from(left_ms).ok()?)?;
        let age = Duration::from_millis(age + 1);
        (content.header.hash == hash && age < limit).then_some(Found { content, age })
    }
}

impl Backing for Shared {
    fn find(&self, hash: u64, limit: Duration) -> Option<Found> {
        let found = self.look(hash, limit);
        let count = if found.is_some() { &self.hits } else { &self.misses };
        count.fetch_add(1, Relaxed);
        found
    }

    fn keep(&self, record: &Record<'_>, limit: Duration) {
        let Record { hash, key, value, shape } = *record;
        let stays_ms = limit.min(LONGEST).as_millis() as u64;
        if stays_ms == 0 || !self.settle() {
            return;
        }
        let sum = checksum(&[key, value].concat());
        let (key_len, value_len) = (key.len() as u64, value.len() as u64);
        // In place of the time when it was written: how long it stays from then on.
        let header = Header { deed: Deed::Keep, key_len, value_len, hash, shape, written_ms: stays_ms, sum };
        let record = [&header.encode(), key, value].concat();
        if self.server.ask::<()>(cmd("SET").arg(self.key(hash)).arg(record).arg("PX").arg(stays_ms)).is_some() {
            self.written.fetch_add(1, Relaxed);
        }
    }

    fn forget(&self, hash: u64) -> bool {
        let deleted = self.delete(hash);
        if deleted.is_none() {
            self.pending().keys.push(hash);
        }
        deleted != Some(0)
    }

    fn clear(&self) -> bool {
        if !self.delete_all() {
            *self.pending() = Pending { keys: Vec::new(), all: true };
        }
        true
    }

    fn say(&self, what: &str) {
        if !self.has_complained.swap(true, Relaxed) {
            crate::report::output::complain(&format!("`{}`: redis {what}", self.name));
        }
    }

    fn redis_info(&self) -> Option<RedisInfo> {
        let [hits, misses, written] = [&self.hits, &self.misses, &self.written].map(|count| count.load(Relaxed));
        Some(RedisInfo { hits, misses, written })
    }
}
