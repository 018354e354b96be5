//! Language-blind text: places in it, the form in which spellings meet, scripts and dates.

pub mod date;
pub mod fold;
mod han;
pub mod markup;
pub mod script;
pub mod span;

pub use span::Span;

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}
