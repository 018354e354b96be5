//! Bytes of any kind as the YAML head of a digest.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::front(bytes));
