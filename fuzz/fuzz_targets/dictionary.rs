//! Bytes of any kind as a table of names.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::dictionary(bytes));
