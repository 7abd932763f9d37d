use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;

use super::super::lock;
use super::super::record::HEADER;
use super::*;

const EVER: Duration = Duration::MAX;
const KEYS: u64 = 20;

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("bedeck-disk-{}-{}", std::process::id(), NUMBER.fetch_add(1, Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn files(&self) -> Files {
        Files::new(self.0.clone(), "app::f", 1, 2)
    }

    /// As another process would open it.
    fn store(&self) -> Store {
        Store::new("app::f", self.files(), 7, Duration::from_millis(100))
    }

    /// With results for some keys.
    fn filled() -> (Folder, Files) {
        let folder = Folder::new();
        let store = folder.store();
        (0..KEYS).for_each(|key| keep(&store, key));
        let files = folder.files();
        (folder, files)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn value(key: u64) -> Vec<u8> {
    (0..5 + key * 7).map(|at| (at * 31 + key) as u8).collect()
}

fn keep(store: &Store, key: u64) {
    store.keep(&Record { hash: key, key: &key.to_le_bytes(), value: &value(key), shape: key + 1 }, EVER);
}

/// What is there, all of it right.
fn found(store: &Store) -> Vec<u64> {
    let is_there = |key: &u64| {
        let Some(found) = store.find(*key, EVER) else { return false };
        let content = found.content;
        assert_eq!(
            (content.key(), content.value(), content.header.shape),
            (&key.to_le_bytes()[..], &value(*key)[..], key + 1)
        );
        true
    };
    (0..KEYS).filter(is_there).collect()
}

fn all() -> Vec<u64> {
    (0..KEYS).collect()
}

fn none() -> Vec<u64> {
    Vec::new()
}

/// What every damage must leave: nothing wrong is served, and new results are kept again, for others too.
fn recovers(folder: &Folder, least: usize) -> Vec<u64> {
    let store = folder.store();
    let left = found(&store);
    assert!(left.len() >= least, "{left:?}");
    (0..KEYS).for_each(|key| keep(&store, key));
    assert_eq!(found(&store), all());
    assert_eq!(found(&folder.store()), all());
    left
}

#[test]
fn results_are_there_for_the_next_process_and_for_others_at_once() {
    let (folder, _) = Folder::filled();
    let (one, other) = (folder.store(), folder.store());
    assert_eq!(found(&one), all());
    assert!(other.find(KEYS, EVER).is_none());
    keep(&one, KEYS);
    assert_eq!(other.find(KEYS, EVER).unwrap().content.value(), value(KEYS));
    keep(&other, KEYS + 1);
    assert!(one.find(KEYS + 1, EVER).is_some());
    assert_eq!(one.size().0, KEYS + 2);
    assert!(other.forget(3) && !other.forget(3));
    assert!(one.find(3, EVER).is_none());
    assert!(one.clear() && !one.clear());
    assert_eq!(found(&other), none());
}

#[test]
fn a_file_cut_off_anywhere_keeps_what_is_whole() {
    let (folder, files) = Folder::filled();
    let whole = fs::read(&files.results).unwrap();
    for len in (0..whole.len()).step_by(if cfg!(miri) { 997 } else { 13 }) {
        fs::write(&files.results, &whole[..len]).unwrap();
        let store = folder.store();
        let left = found(&store);
        assert_eq!(left, (0..left.len() as u64).collect::<Vec<_>>());
        keep(&store, 19);
        assert!(found(&folder.store()).starts_with(&left) && folder.store().find(19, EVER).is_some());
    }
    assert!(files.corrupt.exists());
}

#[test]
fn one_changed_bit_never_changes_a_result() {
    let (folder, files) = Folder::filled();
    let whole = fs::read(&files.results).unwrap();
    let mut aside = 0;
    for at in (0..whole.len()).step_by(if cfg!(miri) { 499 } else { 7 }) {
        let _ = fs::remove_file(&files.corrupt);
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&files.results, &changed).unwrap();
        let left = recovers(&folder, 0);
        assert!(left.len() < KEYS as usize, "byte {at} counts");
        assert!(files.corrupt.exists(), "byte {at}");
        assert_eq!(fs::read(&files.corrupt).unwrap(), changed, "put aside as it was");
        aside += 1;
    }
    assert!(aside > 3);
}

#[test]
fn a_changed_result_costs_only_itself() {
    let (folder, files) = Folder::filled();
    let mut content = fs::read(&files.results).unwrap();
    let last = content.len() - 1;
    content[last] ^= 1;
    content[32 + HEADER as usize + 8] ^= 1;
    fs::write(&files.results, &content).unwrap();
    let store = folder.store();
    let found: Vec<u64> = (0..KEYS).filter(|key| store.find(*key, EVER).is_some()).collect();
    assert_eq!(found, (1..KEYS - 1).collect::<Vec<_>>());
}

#[test]
fn foreign_content_is_put_aside() {
    let noise: Vec<u8> = (0..5000_u64).map(|at| (checksum(&at.to_le_bytes()) >> 8) as u8).collect();
    for content in [vec![0; 4096], vec![255; 64], noise, b"\n".to_vec()] {
        let (folder, files) = Folder::filled();
        fs::write(&files.results, &content).unwrap();
        assert_eq!(recovers(&folder, 0), none());
        assert_eq!(fs::read(&files.corrupt).unwrap(), content);
    }
    let (folder, files) = Folder::filled();
    let before = fs::read(&files.results).unwrap();
    OpenOptions::new().append(true).open(&files.results).unwrap().write_all(&[0; 4096]).unwrap();
    assert_eq!(recovers(&folder, KEYS as usize), all(), "zeros behind what is whole, as after a power cut");
    assert!(fs::read(&files.corrupt).unwrap().starts_with(&before));
}

#[test]
fn an_empty_file_is_a_beginning() {
    let (folder, files) = Folder::filled();
    fs::write(&files.results, []).unwrap();
    assert_eq!(recovers(&folder, 0), none());
    assert!(!files.corrupt.exists());
}

#[test]
fn results_of_another_function_are_not_taken() {
    let (folder, files) = Folder::filled();
    let other = Store::new("app::g", folder.files(), 8, Duration::ZERO);
    assert_eq!(found(&other), none());
    assert!(files.corrupt.exists());
}

#[test]
fn a_folder_in_the_place_of_the_file_is_put_aside() {
    let (folder, files) = Folder::filled();
    for content in ["one", "two"] {
        fs::remove_file(&files.results).unwrap();
        fs::create_dir(&files.results).unwrap();
        fs::write(files.results.join(content), content).unwrap();
        assert_eq!(recovers(&folder, 0), none());
        assert!(files.corrupt.join(content).exists());
    }
}

#[test]
fn a_file_that_is_removed_or_replaced_under_an_open_store() {
    let (folder, files) = Folder::filled();
    let (one, other) = (folder.store(), folder.store());
    assert_eq!((found(&one), found(&other)), (all(), all()));
    fs::remove_file(&files.results).unwrap();
    assert_eq!(found(&one), none());
    keep(&one, 1);
    assert_eq!(found(&other), [1]);
    fs::remove_dir_all(&folder.0).unwrap();
    assert_eq!(found(&other), none());
    keep(&other, 2);
    assert_eq!((found(&one), found(&other)), (vec![2], vec![2]));
}

#[test]
fn a_folder_that_cannot_be_made_leaves_only_memory() {
    let (folder, files) = Folder::filled();
    let inside = Files::new(files.results.join("inside"), "f", 1, 2);
    let store = Store::new("f", inside, 7, Duration::ZERO);
    keep(&store, 1);
    assert!(store.find(1, EVER).is_none() && store.size() == (0, 0));
    assert_eq!(found(&folder.store()), all());
}

/// The file is a device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_only_memory() {
    let (folder, files) = Folder::filled();
    fs::remove_file(&files.results).unwrap();
    std::os::unix::fs::symlink("/dev/full", &files.results).unwrap();
    let store = folder.store();
    keep(&store, 1);
    keep(&store, 2);
    assert_eq!((found(&store), store.written.load(Relaxed)), (none(), 0));
}

#[test]
fn a_lock_that_others_hold_is_not_waited_for_twice() {
    let (folder, files) = Folder::filled();
    let store = folder.store();
    assert_eq!(found(&store), all());
    let held = lock::lock(&files.lock, Duration::ZERO).unwrap().unwrap();
    let begin = Instant::now();
    (100..110).for_each(|key| keep(&store, key));
    assert!(begin.elapsed() >= Duration::from_millis(100) && begin.elapsed() < Duration::from_millis(900));
    assert!(store.find(100, EVER).is_none());
    assert_eq!(found(&store), all(), "reading needs no lock");
    assert!(store.forget(5));
    assert!(store.find(5, EVER).is_none(), "forgotten here, although it could not be written");
    drop(held);
    keep(&store, 100);
    keep(&store, 5);
    assert!(store.find(100, EVER).is_some() && folder.store().find(100, EVER).is_some());
    let held = lock::lock(&files.lock, Duration::ZERO).unwrap().unwrap();
    assert!(store.clear());
    assert_eq!(found(&store), none());
    drop(held);
}

/// A record that was written at another time.
fn backdate(files: &Files, key: u64, written_ms: u64) {
    let _lock = lock::lock(&files.lock, Duration::ZERO).unwrap().unwrap();
    let mut log = Log::open(&files.results, 7).unwrap();
    log.catch_up().unwrap();
    let header = Header { written_ms, ..read(&log.file, &log.index[&key]).unwrap().unwrap().header };
    log.append(header, &key.to_le_bytes(), &value(key)).unwrap();
}

#[test]
fn nothing_is_served_late_or_from_the_future() {
    let (folder, files) = Folder::filled();
    let minute = Duration::from_secs(60);
    backdate(&files, 1, now_ms() - 59_000);
    backdate(&files, 2, now_ms() - 60_000);
    backdate(&files, 3, now_ms() + 3_600_000);
    let store = folder.store();
    let age = store.find(1, minute).unwrap().age;
    assert!((Duration::from_secs(59)..minute).contains(&age), "{age:?}");
    assert!(store.find(2, minute).is_none() && store.find(3, EVER).is_none());
    assert!(store.find(2, EVER).is_none(), "it has gone");
}

#[test]
fn what_is_left_over_is_given_back() {
    let folder = Folder::new();
    let (mut store, other) = (folder.store(), folder.store());
    store.most = 300_000;
    let text = vec![7; 100_000];
    let keep_large = |key: u64| store.keep(&Record { hash: key, key: &[], value: &text, shape: 0 }, EVER);
    (0..60).for_each(|_| keep_large(1));
    let (entries, bytes) = other.size();
    assert!(entries == 1 && bytes < 2 * SLACK, "{entries} {bytes}");
    (0..20).for_each(keep_large);
    let (entries, bytes) = other.size();
    assert!((1..=3).contains(&entries) && bytes <= 400_000, "{entries} {bytes}");
    assert!(other.find(19, EVER).is_some() && other.find(0, EVER).is_none(), "the oldest go");
    assert_eq!(store.size(), other.size());
}

fn age_file(path: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60 + 60);
    File::options().append(true).create(true).open(path).unwrap().set_modified(then).unwrap();
}

#[test]
fn results_of_a_former_text_go_after_a_day() {
    let (folder, files) = Folder::filled();
    let file = |function, text| Files::new(folder.0.clone(), "app::f", function, text).results;
    let (former, recent, other, forgotten) = (file(1, 3), file(1, 4), file(5, 6), file(5, 7));
    for path in [&former, &recent, &other, &forgotten] {
        fs::copy(&files.results, path).unwrap();
    }
    let users = [folder.0.join("notes.txt"), folder.0.join("x-0000000000000001-0000000000000002.results")];
    users.iter().for_each(|path| fs::write(path, "mine").unwrap());
    age_file(&former, 1);
    age_file(&other, 29);
    age_file(&forgotten, 30);
    users.iter().for_each(|path| age_file(path, 99));
    age_file(&files.results, 99);
    assert_eq!(found(&folder.store()), all());
    let is_there = [&former, &recent, &other, &forgotten, &files.results].map(|path| path.exists());
    assert_eq!(is_there, [false, true, true, false, true]);
    assert!(users.iter().all(|path| path.exists()));
    let used = fs::metadata(&files.results).unwrap().modified().unwrap().elapsed().unwrap();
    assert!(used < Duration::from_secs(60));
}

#[test]
fn many_threads_of_many_stores_agree() {
    let folder = Folder::new();
    let stores: Vec<Store> = (0..4).map(|_| Store::new("f", folder.files(), 7, Duration::from_secs(20))).collect();
    let keys = if cfg!(miri) { 4 } else { 200 };
    std::thread::scope(|scope| {
        for (number, store) in stores.iter().enumerate() {
            for thread in 0..2 {
                let first = (number as u64 * 2 + thread) * 1000;
                scope.spawn(move || {
                    for key in first..first + keys {
                        keep(store, key % 1000);
                        assert_eq!(store.find(key % 1000, EVER).unwrap().content.value(), value(key % 1000));
                    }
                });
            }
        }
    });
    let sizes: Vec<(u64, u64)> = stores.iter().map(Store::size).collect();
    assert_eq!(sizes, vec![(keys, sizes[0].1); 4]);
    assert!(!folder.files().corrupt.exists());
}
