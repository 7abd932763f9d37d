//! `#[parallel(map)]`: a function called for every item of a slice.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use bedeck::parallel;

/// An argument that is lent.
#[parallel(map)]
fn length(path: &Path) -> usize {
    path.as_os_str().len()
}

/// One that is passed on, beside others.
#[allow(clippy::needless_pass_by_value)]
#[parallel(map, name = "joined", chunk = 3)]
pub(crate) fn joined(word: String, by: &str, (a, b): (u8, u8)) -> String {
    format!("{word}{by}{a}{b}")
}

#[allow(clippy::used_underscore_binding, clippy::needless_pass_by_value)]
#[parallel(map)]
fn marked<'a, T: Send + Sync + Clone, const N: usize>(
    all: &[T; N],
    #[each] at: &'a usize,
    _unused: Vec<u8>,
) -> (&'a usize, T) {
    (at, all[at % N].clone())
}

#[parallel(map, init = Vec::new(), limit = 2)]
fn digits(n: u64, buffer: &mut Vec<u8>) -> usize {
    buffer.clear();
    buffer.extend(n.to_string().bytes());
    buffer.len()
}

#[parallel(map)]
fn nothing(n: &AtomicUsize) {
    n.fetch_add(1, Ordering::Relaxed);
}

#[parallel(map)]
fn checked(n: u32) -> Result<u32, String> {
    n.checked_sub(1).ok_or_else(|| "zero".to_owned())
}

struct Scale {
    by: u64,
}

impl Scale {
    #[parallel(map)]
    fn scaled(&self, n: u64) -> u64 {
        n * self.by
    }

    #[parallel(map)]
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn twice(n: &u64) -> u64 {
        2 * n
    }
}

#[test]
fn results_have_the_order_of_the_items() {
    for n in [0_u32, 1, 100, 5000] {
        let paths: Vec<PathBuf> = (0..n).map(|i| PathBuf::from(i.to_string())).collect();
        let borrowed: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let lengths: Vec<usize> = paths.iter().map(|path| length(path)).collect();
        for _ in 0..10 {
            assert_eq!((length_par(&paths), length_par(&borrowed)), (lengths.clone(), lengths.clone()));
        }
        let words: Vec<String> = (0..n).map(|i| i.to_string()).collect();
        let expected: Vec<String> = words.iter().map(|word| format!("{word}, 12")).collect();
        assert_eq!(joined_par(&words, ", ", (1, 2)), expected);
        let numbers: Vec<u64> = (0..n).map(u64::from).collect();
        assert_eq!(digits_par(&numbers), words.iter().map(String::len).collect::<Vec<_>>());
        let scale = Scale { by: 3 };
        assert_eq!(scale.scaled_par(&numbers), numbers.iter().map(|n| n * 3).collect::<Vec<_>>());
        assert_eq!(Scale::twice_par(&numbers), numbers.iter().map(|n| n * 2).collect::<Vec<_>>());
        let counts: Vec<AtomicUsize> = numbers.iter().map(|_| AtomicUsize::new(0)).collect();
        nothing_par(&counts);
        assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 1));
    }
}

#[test]
fn each_marks_the_argument_that_varies() {
    let at: Vec<usize> = (0..1000).collect();
    let found = marked_par(&["a", "b"], &at, Vec::new());
    assert!(found.iter().enumerate().all(|(i, own)| *own == (&i, if i % 2 == 0 { "a" } else { "b" })));
}

#[test]
fn the_function_itself_stays() {
    assert_eq!((length(Path::new("abc")), joined("a".to_owned(), "-", (3, 4))), (3, "a-34".to_owned()));
    assert_eq!(checked_par(&[3, 0, 1]), [Ok(2), Err("zero".to_owned()), Ok(0)]);
    assert_eq!(checked_par(&[1]).into_iter().collect::<Result<Vec<_>, _>>(), Ok(vec![0]));
}

#[parallel(map, ordered = false, limit = 3)]
fn squared(n: u64, add: u64) -> u64 {
    n * n + add
}

#[test]
fn results_come_one_by_one() {
    let paths = ["a", "bc", "def"].map(PathBuf::from);
    assert!(length_iter(paths).eq([1, 2, 3]));
    let endless = checked_iter(1..).take(500);
    assert!(endless.eq((0..500).map(Ok)));
    let mut squares: Vec<u64> = squared_iter(0..100, 1).collect();
    squares.sort_unstable();
    assert!(squares.into_iter().eq((0..100).map(|n| n * n + 1)));
    assert_eq!(squared_par(&[2, 3], 1), [5, 10]);
}
