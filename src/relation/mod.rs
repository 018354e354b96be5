//! Sentences → claims: who did what, by rules that stand in a table.
//!
//! [`Rules`] are read from `dictionaries/relations.csv`; [`find`] looks for their cues in each sentence of an item and for the names that
//! fit around them. Kinds of names in no dictionary may be learnt later: such claims are kept, and [`Predicate::fits`] decides when all
//! digests are read.

mod frame;
mod kinds;
mod predicate;
mod rule;
mod sentence;
mod words;

pub use frame::Rules;
pub use kinds::Kinds;
pub use predicate::Predicate;

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// Whether something is said to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Polarity {
    /// It is said to be so.
    Asserted,
    /// It is said not to be so.
    Denied,
    /// Others are said to say so, or it is planned.
    Reported,
}

impl Polarity {
    /// The name as it stands in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Denied => "denied",
            Self::Reported => "reported",
        }
    }
}

/// What a sentence says of two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The item's number.
    pub item: u32,
    /// The subject, by its place among the mentions.
    pub subject: u32,
    /// What is said.
    pub predicate: Predicate,
    /// The object, by its place among the mentions.
    pub object: u32,
    /// Whether it is said to be so.
    pub polarity: Polarity,
    /// How many of a hundred such claims are right.
    pub confidence: u8,
    /// The rule that read it.
    pub rule: String,
    /// The bytes that say it.
    pub span: Span,
    /// The same bytes as text.
    pub evidence: String,
}
