//! A built graph → a trend report: what was named most in a period, what rose and fell, what is new.

pub mod markdown;
mod phrase;
pub mod stats;
pub mod trend;

pub use crate::language::Language;
pub use trend::{Period, Trend, trend};
