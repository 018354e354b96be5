//! Bytes of any kind as a label of a map.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::quoting(bytes));
