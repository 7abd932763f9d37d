//! Results that survive the process (`#[memoize(disk)]`). `README.md` beside this file says why it is made so.

mod backing;
mod bytes;
mod folder;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod info;
mod lock;
mod log;
mod on_disk;
mod platform;
mod record;
#[cfg(feature = "redis")]
mod redis;
mod shape;
mod storable;
mod store;

pub use info::DiskInfo;
#[cfg(feature = "redis")]
pub use info::RedisInfo;
pub use on_disk::{Alike, Computes, OnDisk};
pub use storable::{Storable, StorableKey};

use core::any::{TypeId, type_name};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backing::Backing;
use folder::Files;
use record::{checksum, combined};
use store::Store;

/// What a function says of its results on disk, in a static beside its body.
#[derive(Debug)]
pub struct Disk {
    /// Of the function's text.
    fingerprint: u64,
    package: Option<&'static str>,
    package_version: Option<&'static str>,
    version: &'static str,
    folder: Option<&'static str>,
    /// On a server in place of the disk: at this address, or at the usual one.
    #[cfg(feature = "redis")]
    redis: Option<Option<&'static str>>,
    patience: Duration,
    /// One for each instance of the function.
    stores: Mutex<Vec<(TypeId, &'static dyn Backing)>>,
}

impl Disk {
    /// Of a function whose text has this fingerprint, in a package of this name and version.
    pub const fn new(fingerprint: u64, package: Option<&'static str>, package_version: Option<&'static str>) -> Disk {
        let patience = Duration::from_secs(1);
        Disk {
            fingerprint,
            package,
            package_version,
            version: "",
            folder: None,
            #[cfg(feature = "redis")]
            redis: None,
            patience,
            stores: Mutex::new(Vec::new()),
        }
    }

    /// What the user counts up when something changed that the text does not show.
    pub const fn version(mut self, version: &'static str) -> Disk {
        self.version = version;
        self
    }

    /// Where the results lie; by default in the user's folder for caches.
    pub const fn folder(mut self, folder: &'static str) -> Disk {
        self.folder = Some(folder);
        self
    }

    /// On a redis server: the one at this address, or the usual one.
    #[cfg(feature = "redis")]
    pub const fn redis(mut self, url: Option<&'static str>) -> Disk {
        self.redis = Some(url);
        self
    }

    /// Of an async function, whose thread has more to do than to wait.
    pub const fn hasty(mut self) -> Disk {
        self.patience = Duration::from_millis(20);
        self
    }

    /// The results of one instance, with keys and values of these types.
    fn store<C: 'static, K, V>(&self, name: &'static str) -> Option<&'static dyn Backing> {
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        let id = TypeId::of::<C>();
        if let Some((_, store)) = stores.iter().find(|(other, _)| *other == id) {
            return Some(*store);
        }
        // With the names of all type arguments.
        let function = numbers(&[self.package(), type_name::<C>(), type_name::<K>(), type_name::<V>()]);
        let text = combined(&[self.fingerprint, numbers(&[self.package_version.unwrap_or(""), self.version])]);
        let store = self.made(name, function, text)?;
        stores.push((id, store));
        Some(store)
    }

    fn made(&self, name: &'static str, function: u64, text: u64) -> Option<&'static dyn Backing> {
        #[cfg(feature = "redis")]
        if let Some(url) = self.redis {
            return Some(Box::leak(Box::new(redis::Shared::new(name, url, &folder::stem(name, function, text)))));
        }
        let Some(folder) = self.folder.map(PathBuf::from).or_else(|| folder::cache_folder(self.package())) else {
            say_homeless();
            return None;
        };
        let files = Files::new(folder, name, function, text);
        Some(Box::leak(Box::new(Store::new(name, files, combined(&[function, text]), self.patience))))
    }

    fn package(&self) -> &'static str {
        self.package.unwrap_or("unnamed")
    }

    /// What the results of an instance have done, once it was called.
    pub(super) fn info(&self, instance: TypeId) -> Option<DiskInfo> {
        self.backing(instance)?.disk_info()
    }

    /// What the results of an instance have asked a server, once it was called.
    #[cfg(feature = "redis")]
    pub(super) fn redis_info(&self, instance: TypeId) -> Option<RedisInfo> {
        self.backing(instance)?.redis_info()
    }

    fn backing(&self, instance: TypeId) -> Option<&'static dyn Backing> {
        let stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        stores.iter().find(|(id, _)| *id == instance).map(|(_, store)| *store)
    }

    /// Forgets the results of one instance, or of all that were called. Whether there was something.
    pub(super) fn clear(&self, instance: Option<TypeId>) -> bool {
        let stores: Vec<(TypeId, &dyn Backing)> = self.stores.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let of_instance = stores.iter().filter(|(id, _)| instance.is_none_or(|instance| instance == *id));
        of_instance.fold(false, |cleared, (_, store)| store.clear() || cleared)
    }
}

fn numbers(texts: &[&str]) -> u64 {
    let numbers: Vec<u64> = texts.iter().map(|text| checksum(text.as_bytes())).collect();
    combined(&numbers)
}

fn say_homeless() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    let line = "`#[memoize(disk)]` knows no folder, since neither XDG_CACHE_HOME nor HOME is set: results are kept in memory \
                only; write `disk = \"folder\"`";
    ONCE.call_once(|| crate::report::output::complain(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file of a function.
    fn path(disk: &Disk) -> PathBuf {
        struct Closure;
        disk.store::<Closure, (u8,), String>("app::f").and_then(|store| store.disk_info()).unwrap().path
    }

    #[test]
    fn each_text_and_version_has_a_file_of_its_own() {
        let folder = std::env::temp_dir().join(format!("bedeck-texts-{}", std::process::id()));
        let name: &str = folder.to_str().unwrap().to_owned().leak();
        let disk = |text, package, version| Disk::new(text, Some("app"), Some(package)).folder(name).version(version);
        let disks = [disk(1, "0.1.0", ""), disk(2, "0.1.0", ""), disk(1, "0.1.1", ""), disk(1, "0.1.0", "2")];
        let paths: Vec<String> =
            disks.iter().map(|disk| path(disk).file_name().unwrap().display().to_string()).collect();
        assert_eq!(path(&disks[0]), path(&disk(1, "0.1.0", "")));
        assert!(paths.iter().all(|path| path[..24] == paths[0][..24]), "the function is the same: {paths:?}");
        let texts: std::collections::HashSet<&str> = paths.iter().map(|path| &path[24..]).collect();
        assert_eq!(texts.len(), 4, "{paths:?}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
