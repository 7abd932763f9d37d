//! Reports that are read: baselines, and what `cargo bedeck` opens.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bedeck_runtime::fuzz::json(bytes));
