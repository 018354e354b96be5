//! Parameters of named queries: typed, checked, and written into the query as terms, never as text.

use crate::entity::Kind;
use crate::error::{Error, Result, suggest};
use crate::graph::{Built, vocab};
use crate::lexicon::Lexicon;
use crate::link;
use crate::text::date;
use std::collections::BTreeMap;

/// A parameter of a named query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, without `$`.
    pub name: String,
    /// What it takes.
    pub kind: Type,
    /// The value it has when none is given.
    pub default: Option<String>,
    /// What it means.
    pub description: String,
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// An entity by any of its names.
    Entity,
    /// A topic by any of its names.
    Topic,
    /// The first day of a period.
    From,
    /// The last day of a period.
    To,
    /// A kind of entities, or `any`.
    Kind,
    /// A whole number.
    Number,
    /// Any text.
    Text,
}

impl Type {
    const ALL: [(&'static str, Type, &'static str); 7] = [
        ("entity", Type::Entity, "輝達"),
        ("topic", Type::Topic, "robotics"),
        ("from", Type::From, "2026-01"),
        ("to", Type::To, "2026-03"),
        ("type", Type::Kind, "Company"),
        ("number", Type::Number, "20"),
        ("text", Type::Text, "Qwen"),
    ];

    /// The name in a query's leading comment.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, t, _)| *t == self)
            .map_or("", |(name, _, _)| name)
    }

    /// A value that could stand.
    pub fn example(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, t, _)| *t == self)
            .map_or("", |(_, _, example)| example)
    }
}

/// Reads `limit number = 20   how many rows`.
pub(super) fn read(text: &str) -> std::result::Result<Parameter, String> {
    let form = "a parameter is `name type`, then ` = default` if it has one, then what it means";
    let mut words = text.split_whitespace().peekable();
    let name = words
        .next()
        .ok_or(form)?
        .trim_start_matches('$')
        .to_string();
    let kind = words.next().ok_or(form)?;
    let kind = Type::ALL
        .iter()
        .find(|(known, _, _)| *known == kind)
        .map(|(_, t, _)| *t)
        .ok_or_else(|| {
            let names: Vec<&str> = Type::ALL.iter().map(|(n, _, _)| *n).collect();
            format!("no type is named {kind}; the types are {}", names.join(" "))
        })?;
    let default = if words.peek() == Some(&"=") {
        words.next();
        Some(words.next().ok_or(form)?.to_string())
    } else {
        None
    };
    Ok(Parameter {
        name,
        kind,
        default,
        description: words.collect::<Vec<_>>().join(" "),
    })
}

/// What values are checked against.
pub struct Names<'a> {
    /// The graph's entities.
    pub built: &'a Built,
    /// The dictionaries.
    pub lexicon: &'a Lexicon,
}

/// Writes a value as an RDF term.
pub(super) fn term(parameter: &Parameter, value: &str, names: &Names<'_>) -> Result<String> {
    let bad = |wanted: &str, suggestion: Option<String>| Error::BadValue {
        name: parameter.name.clone(),
        value: value.to_string(),
        wanted: wanted.to_string(),
        suggestion,
    };
    Ok(match parameter.kind {
        Type::Entity => {
            let number = names.built.find(value, names.lexicon)?;
            let id = names.built.entity(number).map_or("", |e| &e.id);
            format!("<{}{id}>", vocab::ENT)
        }
        Type::Topic => {
            let name = value.strip_prefix("topic:").unwrap_or(value);
            let id = link::topic_id(name, names.lexicon);
            format!("<{}{id}>", vocab::TOPIC)
        }
        Type::From | Type::To => {
            let (first, last) = date::period(value)
                .ok_or_else(|| bad("date: 2026, 2026-01, 2026-01-05 or 2026-W02", None))?;
            let day = if parameter.kind == Type::From {
                first
            } else {
                last
            };
            format!("\"{day}\"^^<{}date>", vocab::XSD)
        }
        Type::Kind if value == "any" => format!("<{}>", vocab::ENTITY),
        Type::Kind => {
            let kind: Kind = value.parse().map_err(|_| {
                bad(
                    "type of entities, or any",
                    suggest(value, Kind::ALL.iter().map(|k| k.name())),
                )
            })?;
            format!("<{}>", vocab::class(kind))
        }
        Type::Number => {
            let number: u32 = value.parse().map_err(|_| bad("whole number", None))?;
            number.to_string()
        }
        Type::Text => {
            let mut out = Vec::new();
            crate::graph::literal(value, &mut out);
            String::from_utf8(out).unwrap_or_default()
        }
    })
}

/// Replaces `$name` by its term, outside strings, IRIs and comments.
pub(super) fn replace(text: &str, terms: &BTreeMap<&str, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_end(rest, c),
            '<' => iri_end(rest),
            '$' => {
                let name: String = rest[1..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if let Some(term) = terms.get(name.as_str()) {
                    out.push_str(term);
                    rest = &rest[1 + name.len()..];
                    continue;
                }
                1
            }
            c => c.len_utf8(),
        };
        out.push_str(&rest[..skip]);
        rest = &rest[skip..];
    }
    out
}

fn string_end(text: &str, quote: char) -> usize {
    let long: String = [quote; 3].iter().collect();
    let (mark, open) = if text.starts_with(&long) {
        (long.as_str(), 3)
    } else {
        (&long[..1], 1)
    };
    let bytes = text.as_bytes();
    let mut at = open;
    while at < text.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if text.is_char_boundary(at) && text[at..].starts_with(mark) {
            return at + mark.len();
        } else {
            at += 1;
        }
    }
    text.len()
}

fn iri_end(text: &str) -> usize {
    match text.find(|c: char| c == '>' || c.is_whitespace()) {
        Some(end) if text[end..].starts_with('>') => end + 1,
        // A less-than sign.
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_free_standing_names_are_replaced() {
        let terms = BTreeMap::from([("x", "7".to_string())]);
        assert_eq!(
            replace(
                "# $x\nSELECT \"$x\" '''a'$x''' <i:$x> ($x < $y) $xy \"\\\"$x\" $x",
                &terms
            ),
            "# $x\nSELECT \"$x\" '''a'$x''' <i:$x> (7 < $y) $xy \"\\\"$x\" 7"
        );
    }

    #[test]
    fn parameters_are_read_from_their_line() {
        let parameter = read("limit number = 20   how many rows").unwrap();
        assert_eq!(parameter.default.as_deref(), Some("20"));
        assert_eq!(parameter.description, "how many rows");
        assert!(read("limit nonsense").unwrap_err().contains("entity topic"));
    }
}
