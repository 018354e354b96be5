//! Bytes of any kind as a text to be folded.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::folding(bytes));
