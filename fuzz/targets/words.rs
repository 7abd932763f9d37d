//! The variable `BEDECK`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bedeck_runtime::fuzz::words(bytes));
