//! Bytes of any kind as lines of documents and parts.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::lines(bytes));
