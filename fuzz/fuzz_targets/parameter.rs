//! Bytes of any kind as a value of a query.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| aikg_fuzz::parameter(bytes));
