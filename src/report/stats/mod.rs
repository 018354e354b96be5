//! What small numbers allow to be said: tests, intervals, bursts. Every function is pure; logarithms, powers and the gamma function are
//! `libm`'s, so that all machines give the same digits.

pub mod beta;
pub mod burst;
pub mod dispersion;
pub mod fdr;
pub mod odds;
pub mod rate;
pub mod slope;
