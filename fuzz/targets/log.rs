//! Files of results that survive the process.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bedeck_runtime::fuzz::log(bytes));
