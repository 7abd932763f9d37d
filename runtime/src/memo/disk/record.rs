//! A record of a file, in front of which stands what one needs to trust it.

/// Bytes in front of a record's key and value.
pub(super) const HEADER: u64 = 64;
/// Longer keys and values are taken for damage.
const LONGEST: u64 = 1 << 40;

/// What a record does to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Gives a key its value.
    Keep,
    /// Takes it away.
    Forget,
    /// Takes all values away.
    Clear,
}

/// What stands in front of a record's key and value: eight words, little-endian, the last one the sum of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) deed: Deed,
    pub(super) key_len: u64,
    pub(super) value_len: u64,
    /// Of the key's bytes and shape: what it is looked up by.
    pub(super) hash: u64,
    /// Of the value.
    pub(super) shape: u64,
    /// When the value was computed, in milliseconds of the calendar's clock.
    pub(super) written_ms: u64,
    /// Of key and value.
    pub(super) sum: u64,
}

impl Header {
    pub(super) fn encode(&self) -> [u8; HEADER as usize] {
        let deed = match self.deed {
            Deed::Keep => 1,
            Deed::Forget => 2,
            Deed::Clear => 3,
        };
        let words = [deed, self.key_len, self.value_len, self.hash, self.shape, self.written_ms, self.sum];
        let mut bytes = [0; HEADER as usize];
        for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        let sum = checksum(&bytes[..56]);
        bytes[56..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// `None` if these bytes are damaged.
    pub(super) fn decode(bytes: &[u8; HEADER as usize]) -> Option<Header> {
        let mut words = [0; 8];
        for (word, place) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*place);
        }
        let [deed, key_len, value_len, hash, shape, written_ms, sum, own] = words;
        let deed = match deed {
            1 => Deed::Keep,
            2 => Deed::Forget,
            3 => Deed::Clear,
            _ => return None,
        };
        let is_whole = own == checksum(&bytes[..56]) && key_len <= LONGEST && value_len <= LONGEST;
        is_whole.then_some(Header { deed, key_len, value_len, hash, shape, written_ms, sum })
    }

    /// Of the record as a whole.
    pub(super) fn len(&self) -> u64 {
        HEADER + self.key_len + self.value_len
    }
}

/// A sum that one changed word always changes: each step can be undone, so that two states never become one.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let all = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    all.fold(bytes.len() as u64 ^ 0x6265_6465_636b_0001, |sum, word| mixed(sum ^ word))
}

/// Several numbers as one.
pub(super) fn combined(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0x6265_6465_636b_0002, |sum, number| mixed(sum ^ number))
}

/// A product and a shift, as at the end of MurmurHash3 (Austin Appleby).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    number ^ (number >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_survives_but_not_one_changed_bit() {
        let header =
            Header { deed: Deed::Keep, key_len: 3, value_len: 500, hash: 7, shape: 8, written_ms: 1 << 41, sum: 9 };
        let bytes = header.encode();
        assert_eq!(Header::decode(&bytes), Some(header));
        for bit in 0..512 {
            let mut changed = bytes;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Header::decode(&changed), None, "bit {bit}");
        }
        assert_eq!(Header::decode(&[0; 64]), None);
        assert_eq!(Header::decode(&[255; 64]), None);
    }

    #[test]
    fn a_sum_sees_lengths_and_places() {
        let texts: [&[u8]; 6] = [b"", b"\0", b"\0\0\0\0\0\0\0\0", b"ab", b"ba", b"abcdefghi"];
        let mut sums = texts.map(checksum).to_vec();
        sums.extend([combined(&[1, 2]), combined(&[2, 1]), combined(&[])]);
        sums.sort_unstable();
        sums.dedup();
        assert_eq!(sums.len(), 9);
    }
}
