//! A built graph → a trend report: what was named most in a period, what rose and fell, what is new.
//!
//! Writers take the trend as a JSON value: what a field of it lacks, they leave out.

pub mod chart;
mod csv;
pub mod focus;
mod left_out;
mod markdown;
pub mod page;
pub(crate) mod phrase;
pub mod series;
pub mod stats;
pub mod summary;
mod template;
pub mod trend;

pub use crate::language::Language;
pub use focus::{Focus, Focused};
pub use left_out::left_out;
pub use page::{Format, Look, write};
pub use template::Templates;
pub use trend::{Period, Trend, trend};
