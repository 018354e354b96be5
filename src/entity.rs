//! What an entity is: its kind and its identifier.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// The kinds of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A firm.
    Company,
    /// A university, laboratory, agency, medium or team.
    Organization,
    /// A human being.
    Person,
    /// A trained model or a family of models.
    Model,
    /// Software, a service or a device people use.
    Product,
    /// Chips, servers, robots.
    Hardware,
    /// A scientific paper.
    Paper,
    /// A data set, benchmark or leaderboard.
    Dataset,
    /// A technique or architecture.
    Method,
    /// A subject.
    Topic,
    /// A conference or other happening.
    Event,
    /// A country, region or city.
    Place,
    /// Anything else: numbers, dates, and names whose kind is not known.
    Other,
}

impl Kind {
    /// All kinds, in the order in which tables and reports show them.
    pub const ALL: [Kind; 13] = [
        Kind::Company,
        Kind::Organization,
        Kind::Person,
        Kind::Model,
        Kind::Product,
        Kind::Hardware,
        Kind::Paper,
        Kind::Dataset,
        Kind::Method,
        Kind::Topic,
        Kind::Event,
        Kind::Place,
        Kind::Other,
    ];

    /// The name as it stands in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Company => "Company",
            Kind::Organization => "Organization",
            Kind::Person => "Person",
            Kind::Model => "Model",
            Kind::Product => "Product",
            Kind::Hardware => "Hardware",
            Kind::Paper => "Paper",
            Kind::Dataset => "Dataset",
            Kind::Method => "Method",
            Kind::Topic => "Topic",
            Kind::Event => "Event",
            Kind::Place => "Place",
            Kind::Other => "Other",
        }
    }

    /// Says whether entities of this kind act or are made, so that ties between them tell something.
    pub fn is_core(self) -> bool {
        !matches!(self, Kind::Topic | Kind::Place | Kind::Other)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Kind::ALL
            .into_iter()
            .find(|k| k.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| {
                let names: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).collect();
                format!("no type is named {text}; the types are {}", names.join(" "))
            })
    }
}

/// The identifier of a name that stands in no dictionary: `x-` and 16 hex digits of SHA-256 over its key alone, so that learning its
/// kind does not change it.
pub fn coined_id(key: &str) -> String {
    let hash = Sha256::digest(key.as_bytes());
    let mut id = String::with_capacity(18);
    id.push_str("x-");
    for byte in hash.iter().take(8) {
        id.push_str(&format!("{byte:02x}"));
    }
    id
}
