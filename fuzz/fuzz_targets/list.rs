//! Bytes of any kind as an entity list.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::list(bytes));
