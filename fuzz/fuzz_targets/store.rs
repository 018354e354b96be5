//! Bytes of any kind as the file of a store.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::store(bytes));
