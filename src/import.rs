//! JSON Lines → claims from elsewhere: a reader's or a model's findings, to be kept apart from what digests say.
//!
//! ```
//! let text = r#"{"subject": "輝達", "predicate": "acquires", "object": "Groq", "source": "https://example.org/note", "confidence": 0.8}"#;
//! let (import, bad) = aikg::import::read("notes", text.as_bytes());
//! assert_eq!(import.claims[0].subject, "輝達");
//! assert!(bad.is_empty());
//! ```

use crate::entity::Kind;
use crate::error::suggest;
use crate::relation::{Polarity, Predicate};
use crate::text::sha256;
use crate::warning::{Code, Warning};
use jiff::civil::Date;
use serde_json::{Map, Value};

/// Claims of one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its name: that of its named graph.
    pub name: String,
    /// The lines that hold a claim, as they came.
    pub text: String,
    /// What they say.
    pub claims: Vec<Claim>,
}

/// A claim from elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Its line in [`Import::text`], from 1.
    pub line: u32,
    /// Its subject, by any spelling.
    pub subject: String,
    /// What kind of entity that is, where it is told.
    pub subject_kind: Option<Kind>,
    /// What it says of the two.
    pub predicate: Predicate,
    /// Its object, by any spelling.
    pub object: String,
    /// What kind of entity that is, where it is told.
    pub object_kind: Option<Kind>,
    /// Where it comes from: an address, or any text.
    pub source: String,
    /// How sure its source is, from 0 to 1, as it is written in the graph.
    pub confidence: String,
    /// Whether it is asserted, denied or reported.
    pub polarity: Polarity,
    /// From when it held, where that is told.
    pub date: Option<Date>,
    /// The words that say so, where they are told.
    pub evidence: String,
}

impl Import {
    /// The SHA-256 of its lines, in hex.
    pub fn sha256(&self) -> String {
        sha256(self.text.as_bytes())
    }

    /// The name of its file in the folder of a build, and of its messages.
    pub fn file(&self) -> String {
        format!("imports/{}.jsonl", self.name)
    }
}

/// The longest name of an import.
const LONGEST: usize = 100;

/// Says whether an import may have this name: letters, digits, `-`, `_` and `.`, the first no `.`.
pub fn is_name(name: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= LONGEST && !name.starts_with('.') && name.chars().all(fine)
}

/// Reads the claims of a file. A line that holds none is left out and told; empty lines are nothing.
pub fn read(name: &str, bytes: &[u8]) -> (Import, Vec<Warning>) {
    let mut import = Import {
        name: name.to_string(),
        text: String::new(),
        claims: Vec::new(),
    };
    let mut bad = Vec::new();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    for (number, line) in (1u32..).zip(bytes.split(|b| *b == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        // Counted as they are kept, so that the first build that has them says what every later one says.
        let kept = u32::try_from(import.claims.len()).map_or(u32::MAX, |n| n.saturating_add(1));
        let read = std::str::from_utf8(line)
            .map_err(|_| "is not UTF-8".to_string())
            .and_then(|text| Ok((text, claim(kept, text)?)));
        match read {
            Ok((text, claim)) => {
                import.text.push_str(text);
                import.text.push('\n');
                import.claims.push(claim);
            }
            Err(reason) => bad.push(Warning::new(
                import.file(),
                number,
                Code::InputLeftOut,
                reason,
            )),
        }
    }
    (import, bad)
}

fn claim(line: u32, text: &str) -> Result<Claim, String> {
    let fields: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        format!("is no JSON object ({error}); one claim a line, as {{\"subject\": ..., \"predicate\": ...}}")
    })?;
    Ok(Claim {
        line,
        subject: needed(
            &fields,
            "subject",
            "the name of an entity, such as \"輝達\"",
        )?,
        subject_kind: kind(&fields, "subject_type")?,
        predicate: predicate(&needed(&fields, "predicate", "such as \"develops\"")?)?,
        object: needed(&fields, "object", "the name of an entity, such as \"輝達\"")?,
        object_kind: kind(&fields, "object_type")?,
        source: needed(
            &fields,
            "source",
            "an address or a text that says where it comes from",
        )?,
        confidence: confidence(&fields)?,
        polarity: polarity(&fields)?,
        date: date(&fields)?,
        evidence: optional(&fields, "evidence")?.unwrap_or_default(),
    })
}

fn optional(fields: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_string())),
        Some(_) => Err(format!("\"{name}\" is no text")),
    }
}

fn needed(fields: &Map<String, Value>, name: &str, what: &str) -> Result<String, String> {
    optional(fields, name)?.ok_or_else(|| format!("has no \"{name}\": {what}"))
}

fn kind(fields: &Map<String, Value>, name: &str) -> Result<Option<Kind>, String> {
    optional(fields, name)?.map(|text| text.parse()).transpose()
}

/// Reads `published_in`, `publishedIn`, `aikg:publishedIn` or the IRI.
fn predicate(text: &str) -> Result<Predicate, String> {
    let local = text.rsplit(['#', ':', '/']).next().unwrap_or(text);
    let mut name = String::new();
    for c in local.chars() {
        if c.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    let mut all = Predicate::ALL.into_iter();
    all.find(|p| p.name() == name).ok_or_else(|| {
        let names = || Predicate::ALL.into_iter().map(Predicate::name);
        match suggest(&name, names()) {
            Some(near) => format!("no predicate is named {text} (nearest: {near})"),
            None => {
                let names: Vec<&str> = names().collect();
                format!(
                    "no predicate is named {text}; the predicates are {}",
                    names.join(" ")
                )
            }
        }
    })
}

fn confidence(fields: &Map<String, Value>) -> Result<String, String> {
    fields
        .get("confidence")
        .and_then(Value::as_f64)
        .filter(|n| (0.0..=1.0).contains(n))
        .map(|n| format!("{}", n.abs()))
        .ok_or_else(|| "has no \"confidence\": a number from 0 to 1, such as 0.8".to_string())
}

fn polarity(fields: &Map<String, Value>) -> Result<Polarity, String> {
    let Some(text) = optional(fields, "polarity")? else {
        return Ok(Polarity::Asserted);
    };
    [Polarity::Asserted, Polarity::Denied, Polarity::Reported]
        .into_iter()
        .find(|p| p.name() == text)
        .ok_or_else(|| format!("\"polarity\" is {text}; it is asserted, denied or reported"))
}

fn date(fields: &Map<String, Value>) -> Result<Option<Date>, String> {
    let Some(text) = optional(fields, "date")? else {
        return Ok(None);
    };
    text.parse()
        .map(Some)
        .map_err(|_| format!("\"date\" is {text}; a date is 2026-01-05"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_have_every_form_that_the_graph_and_the_tables_write() {
        for text in [
            "published_in",
            "publishedIn",
            "aikg:publishedIn",
            "https://w3id.org/aikg/ontology#publishedIn",
        ] {
            assert_eq!(predicate(text), Ok(Predicate::PublishedIn), "{text}");
        }
        assert!(predicate("aquires").is_err_and(|e| e.contains("acquires")));
    }

    #[test]
    fn names_stay_inside_their_folder() {
        assert!(is_name("notes-2026.v1") && is_name("筆記"));
        for name in ["", ".", "..", "a/b", "a b", ".hidden", "a\\b"] {
            assert!(!is_name(name), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_stops_the_reading(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let (import, bad) = read("x", &bytes);
            let lines = bytes.split(|b| *b == b'\n').count();
            proptest::prop_assert!(import.claims.len() + bad.len() <= lines);
        }
    }
}
