//! Words, lines and distances of words.

use bedeck::par;

use super::{programs, random};

programs! {
    pub(super) fn lengths(words: &[String], out: &mut [usize]) {
        for (word, length) in par(words.iter().zip(out)) {
            *length = word.chars().count();
        }
    }

    pub(super) fn uppercase(words: &mut [String]) {
        for word in par(words.iter_mut()) {
            *word = word.to_uppercase();
            word.push('!');
        }
    }

    pub(super) fn count(words: &[String], wanted: &str) -> usize {
        let mut count = 0;
        for word in par(words) {
            if word.as_str() != wanted {
                continue;
            }
            count += 1;
        }
        count
    }

    pub(super) fn vowels(words: &[String]) -> usize {
        let mut vowels = 0;
        for word in par(words) {
            vowels += word.chars().filter(|own| "aeiou".contains(*own)).count();
        }
        vowels
    }

    pub(super) fn distances(words: &[String], wanted: &str) -> Vec<usize> {
        let mut out = vec![0; words.len()];
        for (i, word) in par(words.iter().enumerate()) {
            let wanted: Vec<char> = wanted.chars().collect();
            let mut row: Vec<usize> = (0..=wanted.len()).collect();
            for (i, a) in word.chars().enumerate() {
                let mut diagonal = row[0];
                row[0] = i + 1;
                for (j, b) in wanted.iter().enumerate() {
                    let changed = diagonal + usize::from(a != *b);
                    diagonal = row[j + 1];
                    row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
                }
            }
            out[i] = row[wanted.len()];
        }
        out
    }

    pub(super) fn numbered(words: &[String]) -> Vec<String> {
        let mut out = vec![String::new(); words.len()];
        for i in par(0..words.len()) {
            let number = i + 1;
            out[i] = format!("{number:>4} {}", words[i]);
        }
        out
    }

    pub(super) fn parsed(lines: &[String]) -> Result<Vec<(u32, u32)>, std::num::ParseIntError> {
        let mut out = vec![(0, 0); lines.len()];
        for (line, out) in par(lines.iter().zip(&mut out)) {
            let Some((left, right)) = line.split_once(',') else {
                continue;
            };
            *out = (left.trim().parse()?, right.trim().parse()?);
        }
        Ok(out)
    }

    pub(super) fn palindromes(words: &[String]) -> u32 {
        let mut count = 0;
        for word in par(words) {
            let is_one = {
                let bytes = word.as_bytes();
                (0..bytes.len() / 2).all(|at| bytes[at] == bytes[bytes.len() - 1 - at])
            };
            count += u32::from(is_one);
        }
        count
    }

    pub(super) fn hashes(words: &[String]) -> Vec<u64> {
        let mut out = vec![0xcbf2_9ce4_8422_2325_u64; words.len()];
        for (hash, word) in par(out.iter_mut().zip(words)) {
            for byte in word.bytes() {
                *hash ^= u64::from(byte);
                *hash = hash.wrapping_mul(0x0100_0000_01b3);
            }
        }
        out
    }

    pub(super) fn caesar(text: &mut [u8], by: u8) {
        for byte in par(text) {
            *byte = match *byte {
                b'a'..=b'z' => (*byte - b'a' + by) % 26 + b'a',
                other => other,
            };
        }
    }

    pub(super) fn longest(words: &[String]) -> usize {
        let mut longest = 0;
        for word in par(words) {
            longest = longest.max(word.len());
        }
        longest
    }

    pub(super) fn checked(words: &[String]) -> Option<u64> {
        let mut sum = 0_u64;
        for word in par(words) {
            let first = word.bytes().next()?;
            sum += u64::from(first);
        }
        Some(sum)
    }
}

fn words() -> Vec<String> {
    let letters = random(9000, 6);
    let word = |own: &[u64]| own.iter().take(1 + own[0] as usize).map(|n| (b'a' + *n as u8) as char).collect();
    letters.chunks(6).map(word).collect()
}

#[test]
fn texts() {
    let words = words();
    let mut lengths = [vec![0; words.len()], vec![0; words.len()]];
    plain::lengths(&words, &mut lengths[0]);
    parallel::lengths(&words, &mut lengths[1]);
    assert_eq!(lengths[0], lengths[1]);
    let (mut one, mut other) = (words.clone(), words.clone());
    plain::uppercase(&mut one);
    parallel::uppercase(&mut other);
    assert_eq!(one, other);
    assert_eq!(plain::count(&words, "a"), parallel::count(&words, "a"));
    assert_eq!(plain::vowels(&words), parallel::vowels(&words));
    assert_eq!(plain::distances(&words, "abacab"), parallel::distances(&words, "abacab"));
    assert_eq!(plain::numbered(&words), parallel::numbered(&words));
    assert_eq!(plain::palindromes(&words), parallel::palindromes(&words));
    assert_eq!(plain::hashes(&words), parallel::hashes(&words));
    assert_eq!(plain::longest(&words), parallel::longest(&words));
    let mut gap = words.clone();
    gap[700].clear();
    assert_eq!(plain::checked(&words), parallel::checked(&words));
    assert_eq!((plain::checked(&gap), parallel::checked(&gap)), (None, None));
    let (mut one, mut other) = (words.concat().into_bytes(), words.concat().into_bytes());
    plain::caesar(&mut one, 7);
    parallel::caesar(&mut other, 7);
    assert_eq!(one, other);
}

#[test]
fn the_first_bad_line_is_told() {
    let mut lines: Vec<String> = (0..2000).map(|n| format!("{n}, {}", 2 * n)).collect();
    assert_eq!(plain::parsed(&lines), parallel::parsed(&lines));
    (lines[1500], lines[400]) = ("x,1".to_owned(), "1,".to_owned());
    assert_eq!(plain::parsed(&lines), parallel::parsed(&lines));
    assert!(parallel::parsed(&lines).is_err());
}
