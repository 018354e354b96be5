//! Language-blind text: places in it, the form in which spellings meet, scripts and dates.

pub mod charset;
pub mod date;
pub mod fold;
mod han;
pub(crate) mod hash;
pub mod markup;
pub mod script;
mod sha;
pub mod span;
pub mod xml;

pub use charset::CharSet;
pub use sha::{hex, sha256};
pub use span::Span;
