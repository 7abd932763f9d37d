//! What fuzzers call with any bytes: see the package `fuzz`. Inputs that were worth something lie there, too.

#[cfg(feature = "disk")]
pub use crate::memo::disk::fuzz::log;
pub use crate::report::fuzz::{json, words};

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// All inputs of a target.
    fn all(target: &str, check: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/inputs").join(target);
        let files = std::fs::read_dir(&folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let inputs: Vec<Vec<u8>> = files.collect();
        assert!(!inputs.is_empty());
        inputs.iter().for_each(|input| check(input));
    }

    #[test]
    fn reports() {
        all("json", super::json);
    }

    #[test]
    fn lists_of_words() {
        all("words", super::words);
    }

    #[test]
    #[cfg(feature = "disk")]
    fn files_of_results() {
        all("log", super::log);
    }
}
