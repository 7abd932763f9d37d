//! Keys and values as bytes, and back: a result is served only if it is what was kept, of the same type as now.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::record::{checksum, combined};
use super::shape::shape;

/// A key or value, written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) shape: u64,
}

impl Written {
    /// What is looked up by.
    pub(super) fn hash(&self) -> u64 {
        combined(&[checksum(&self.bytes), self.shape])
    }
}

/// How values of a type become bytes and values again.
#[derive(Debug)]
pub(super) struct Codec<T> {
    pub(super) write: fn(&T) -> Result<Written, String>,
    pub(super) read: fn(&[u8], Option<u64>) -> Option<T>,
}

impl<T> Clone for Codec<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Codec<T> {}

impl<T: Serialize + DeserializeOwned> Codec<T> {
    pub(super) const NEW: Codec<T> = Codec { write: write::<T>, read: read::<T> };
}

/// Writes. The reason, where serde cannot.
fn write<T: Serialize>(value: &T) -> Result<Written, String> {
    let bytes = postcard::to_stdvec(value).map_err(|error| error.to_string())?;
    let shape = shape(value).ok_or("it does not serialise twice")?;
    Ok(Written { bytes, shape })
}

/// Reads, if all bytes are used and the value has this shape again.
fn read<T: Serialize + DeserializeOwned>(bytes: &[u8], expected: Option<u64>) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes::<T>(bytes).ok()?;
    let is_same = expected.is_none_or(|expected| shape(&value) == Some(expected));
    (rest.is_empty() && is_same).then_some(value)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn comes_back<T: Serialize + DeserializeOwned + PartialEq + core::fmt::Debug>(value: &T) {
        let written = write(value).unwrap();
        assert_eq!(read::<T>(&written.bytes, Some(written.shape)).as_ref(), Some(value));
        assert!(read::<T>(&written.bytes, Some(written.shape ^ 1)).is_none());
        let longer = [&written.bytes[..], &[0]].concat();
        assert!(read::<T>(&longer, Some(written.shape)).is_none(), "bytes are left over");
    }

    #[test]
    fn values_come_back() {
        comes_back(&Some(None::<u8>));
        comes_back(&(u128::MAX, i64::MIN, 'ß', "text".to_owned()));
        comes_back(&Ok::<_, String>(vec![0.1_f64, -0.0, f64::INFINITY]));
        comes_back(&(0..50).map(|n| (n, n.to_string())).collect::<HashMap<u32, String>>());
        let nan = f64::from_bits(0x7ff8_0000_dead_beef);
        assert_eq!(read::<f64>(&write(&nan).unwrap().bytes, None).unwrap().to_bits(), nan.to_bits());
    }

    #[test]
    fn another_type_reads_nothing() {
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Old {
            width: u32,
            height: u32,
        }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct New {
            height: u32,
            width: u32,
        }
        let old = write(&Old { width: 1, height: 2 }).unwrap();
        assert!(read::<New>(&old.bytes, Some(old.shape)).is_none());
        assert!(read::<Old>(&old.bytes, Some(old.shape)).is_some_and(|old| (old.width, old.height) == (1, 2)));
    }
}
