//! Bytes of any kind as a digest.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::digest(bytes));
