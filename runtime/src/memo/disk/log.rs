//! A file of records, which only grows, and an index of it in memory.
//!
//! Whoever writes has the lock of [`lock`](super::lock); readers need none, since what is written stays as it is. A file
//! that became too large is not changed but replaced: those who have it open see another one under its name.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::platform::{Identity, read_at, write_at};
use super::record::{Deed, HEADER, Header, checksum, combined};

/// With what a file begins; then come the number of whose results they are, and a sum.
const MAGIC: [u8; 16] = *b"bedeck memo 1\n\0\0";
const HEAD: u64 = 32;
/// Bytes that are read at once to find headers in.
const WINDOW: u64 = 64 * 1024;

/// Why a file cannot be used.
#[derive(Debug)]
pub(super) enum Trouble {
    Io(io::Error),
    Damaged(&'static str),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Io(error)
    }
}

/// What a look at the file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// All of it is known now.
    Whole,
    /// The last record is cut off, or is being written.
    Ragged,
    /// Another file has its name now, or none.
    Replaced,
}

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    at: u64,
    len: u64,
    pub(super) written_ms: u64,
}

/// A record that was read and is what was written.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) header: Header,
    /// All of it.
    bytes: Vec<u8>,
}

impl Content {
    /// `None` if these bytes are no record as it was written.
    pub(super) fn of(bytes: Vec<u8>) -> Option<Content> {
        let header = bytes.first_chunk().and_then(Header::decode)?;
        let is_whole = header.len() == bytes.len() as u64 && checksum(&bytes[HEADER as usize..]) == header.sum;
        is_whole.then_some(Content { header, bytes })
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.bytes[HEADER as usize..][..self.header.key_len as usize]
    }

    pub(super) fn value(&self) -> &[u8] {
        &self.bytes[HEADER as usize + self.header.key_len as usize..]
    }
}

#[derive(Debug)]
pub(super) struct Log {
    pub(super) file: Arc<File>,
    path: PathBuf,
    identity: Identity,
    /// Up to here the file is known.
    end: u64,
    pub(super) index: HashMap<u64, Place>,
    /// Bytes of the records in the index.
    live: u64,
}

impl Log {
    /// Opens a file, or begins it. The caller has the lock.
    pub(super) fn open(path: &Path, owner: u64) -> Result<Log, Trouble> {
        if path.is_dir() {
            return Err(Trouble::Damaged("a folder is in its place"));
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if file.metadata()?.len() == 0 {
            write_at(&file, &head(owner), 0)?;
        }
        Log::of(file, path, owner)
    }

    /// Opens a file that is there, without a lock.
    pub(super) fn open_to_read(path: &Path, owner: u64) -> Result<Log, Trouble> {
        Log::of(File::open(path)?, path, owner)
    }

    fn of(file: File, path: &Path, owner: u64) -> Result<Log, Trouble> {
        let metadata = file.metadata()?;
        let mut found = [0; HEAD as usize];
        if metadata.len() < HEAD {
            return Err(Trouble::Damaged("its beginning is cut off"));
        }
        read_at(&file, &mut found, 0)?;
        if found != head(owner) {
            return Err(Trouble::Damaged("it does not begin as such a file does"));
        }
        let identity = Identity::of(&metadata);
        Ok(Log { file: Arc::new(file), path: path.into(), identity, end: HEAD, index: HashMap::new(), live: 0 })
    }

    /// Reads what others have added.
    pub(super) fn catch_up(&mut self) -> Result<Sight, Trouble> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) if Identity::of(&metadata) == self.identity => metadata,
            Ok(_) => return Ok(Sight::Replaced),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Sight::Replaced),
            Err(error) => return Err(error.into()),
        };
        let len = metadata.len();
        if len < self.end {
            return Ok(Sight::Replaced);
        }
        let (mut from, mut window) = (self.end, Vec::new());
        while self.end < len {
            if self.end + HEADER > len {
                return Ok(Sight::Ragged);
            }
            if window.is_empty() || self.end + HEADER > from + window.len() as u64 {
                from = self.end;
                window.resize((len - from).min(WINDOW) as usize, 0);
                read_at(&self.file, &mut window, from)?;
            }
            let header = window[(self.end - from) as usize..].first_chunk().and_then(Header::decode);
            let header = header.ok_or(Trouble::Damaged("a record's beginning is not what was written"))?;
            if self.end + header.len() > len {
                return Ok(Sight::Ragged);
            }
            self.apply(header);
        }
        Ok(Sight::Whole)
    }

    /// A record stands at the end of what was known.
    fn apply(&mut self, header: Header) {
        let place = Place { at: self.end, len: header.len(), written_ms: header.written_ms };
        let old = match header.deed {
            Deed::Keep => self.index.insert(header.hash, place),
            Deed::Forget => self.index.remove(&header.hash),
            Deed::Clear => {
                self.live = 0;
                self.index.clear();
                None
            }
        };
        self.live -= old.map_or(0, |old| old.len);
        self.live += if header.deed == Deed::Keep { header.len() } else { 0 };
        self.end += header.len();
    }

    /// Writes a record. The caller has the lock, and all of the file is known.
    pub(super) fn append(&mut self, header: Header, key: &[u8], value: &[u8]) -> io::Result<()> {
        let record = [&header.encode(), key, value].concat();
        if let Err(error) = write_at(&self.file, &record, self.end) {
            // Half a record would be taken for damage.
            let _ = self.file.set_len(self.end);
            return Err(error);
        }
        self.apply(header);
        Ok(())
    }

    /// Bytes of the file.
    pub(super) fn bytes(&self) -> u64 {
        self.end
    }

    /// Whether it is worth writing the file anew.
    pub(super) fn is_wasteful(&self, most: u64, slack: u64) -> bool {
        let dead = self.end - HEAD - self.live;
        dead > self.live + slack || self.end > most && dead > self.live / 4 || self.live > most
    }

    /// Writes a file of what is whole, the newest records if they are more than `most` bytes, and gives it this one's name.
    /// How many records it has. The caller has the lock.
    pub(super) fn rewrite(&self, owner: u64, most: u64) -> io::Result<usize> {
        let beside = self.path.with_extension("new");
        let mut places: Vec<Place> = self.index.values().copied().collect();
        places.sort_unstable_by_key(|place| core::cmp::Reverse(place.at));
        let mut room = if self.live > most { most / 2 } else { u64::MAX };
        places.retain(|place| {
            room = room.saturating_sub(place.len);
            room > 0
        });
        let written = self.write_beside(&beside, owner, &places).and_then(|records| {
            fs::rename(&beside, &self.path)?;
            Ok(records)
        });
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }

    fn write_beside(&self, beside: &Path, owner: u64, places: &[Place]) -> io::Result<usize> {
        use io::Write as _;
        let mut file = io::BufWriter::new(File::create(beside)?);
        file.write_all(&head(owner))?;
        let mut records = 0;
        // In the order in which they came.
        for place in places.iter().rev() {
            let Ok(Some(content)) = read(&self.file, place) else { continue };
            file.write_all(&content.bytes)?;
            records += 1;
        }
        file.flush()?;
        Ok(records)
    }
}

/// Reads a record; `None` if it is not what was written.
pub(super) fn read(file: &File, place: &Place) -> io::Result<Option<Content>> {
    let mut bytes = vec![0; place.len as usize];
    read_at(file, &mut bytes, place.at)?;
    Ok(Content::of(bytes))
}

fn head(owner: u64) -> [u8; HEAD as usize] {
    let mut head = [0; HEAD as usize];
    head[..16].copy_from_slice(&MAGIC);
    head[16..24].copy_from_slice(&owner.to_le_bytes());
    head[24..].copy_from_slice(&combined(&[owner]).to_le_bytes());
    head
}

/// Whether a file begins as one of ours.
pub(super) fn is_ours(path: &Path) -> bool {
    use io::Read as _;
    let mut found = [0; MAGIC.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut found)).is_ok() && found == MAGIC
}
