//! Values of parameters: checked, and written into the query as terms, never as text.

use super::parameter::{Parameter, Type};
use crate::entity::{Kind, coined_id};
use crate::error::{Error, Result, suggest};
use crate::graph::{Built, digest_iri, edge, literal, vocab};
use crate::lexicon::Lexicon;
use crate::link;
use crate::relation::Predicate;
use crate::text::date;
use std::collections::BTreeSet;

/// What values are checked against.
pub struct Names<'a> {
    /// The graph's entities; `None` where another server has the graph, and no folder holds it too.
    pub built: Option<&'a Built>,
    /// The graph's topics, by id, where they are known.
    pub topics: Option<&'a BTreeSet<String>>,
    /// The dictionaries.
    pub lexicon: &'a Lexicon,
    /// Whether another server answers: it may know what the folder does not.
    pub elsewhere: bool,
}

/// Writes a value as an RDF term; where several values may stand, as terms with spaces between them.
pub(super) fn term(parameter: &Parameter, value: &str, names: &Names<'_>) -> Result<String> {
    let bad = |suggestion: Option<String>| Error::BadValue {
        name: parameter.name.clone(),
        value: value.to_string(),
        wanted: parameter.kind.takes(),
        suggestion,
    };
    Ok(match &parameter.kind {
        Type::Entity => format!("<{}{}>", vocab::ENT, entity(parameter, value, names)?),
        Type::Topic => format!("<{}{}>", vocab::TOPIC, topic(value, names)?),
        Type::Digest => format!("<{}>", digest_iri(&digest(parameter, value, names)?)),
        Type::From | Type::To => {
            let (first, last) = date::period(value).ok_or_else(|| bad(None))?;
            let day = if parameter.kind == Type::From {
                first
            } else {
                last
            };
            format!("\"{day}\"^^<{}date>", vocab::XSD)
        }
        Type::Period => {
            // A day is a date, but no count has one.
            let (first, last) = date::period(value).ok_or_else(|| bad(None))?;
            let name = [date::year(first), date::month(first), date::iso_week(first)]
                .into_iter()
                .find(|name| date::period(name) == Some((first, last)));
            text(&name.ok_or_else(|| bad(None))?)
        }
        Type::Kind if value == "any" => format!("<{}>", vocab::ENTITY),
        Type::Kind => {
            let kind: Kind = value
                .parse()
                .map_err(|_| bad(suggest(value, Kind::ALL.iter().map(|k| k.name()))))?;
            format!("<{}>", vocab::class(kind))
        }
        Type::Relation => {
            let all = Predicate::ALL.map(Predicate::name);
            let mut iris = Vec::new();
            for name in chosen(value, &all).map_err(&bad)? {
                let predicate = Predicate::ALL.iter().find(|p| p.name() == name);
                iris.extend(predicate.map(|p| format!("<{}>", edge(*p))));
            }
            iris.join(" ")
        }
        Type::Number(least, most) => {
            let number: u32 = value.parse().map_err(|_| bad(None))?;
            if !(*least..=*most).contains(&number) {
                return Err(bad(None));
            }
            number.to_string()
        }
        Type::Share => {
            let share: f64 = value.parse().map_err(|_| bad(None))?;
            if !(0.0..=1.0).contains(&share) {
                return Err(bad(None));
            }
            // A decimal, not a double: that is what confidences are.
            format!("{share:.4}")
        }
        Type::Choice(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let chosen = chosen(value, &words).map_err(bad)?;
            chosen.into_iter().map(text).collect::<Vec<_>>().join(" ")
        }
        Type::Text => text(value),
    })
}

fn text(value: &str) -> String {
    let mut out = Vec::new();
    literal(value, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// The words that `one,two` or `any` chooses; else the nearest word to the first that is none of them.
fn chosen<'w>(value: &str, words: &[&'w str]) -> std::result::Result<Vec<&'w str>, Option<String>> {
    if value == "any" {
        return Ok(words.to_vec());
    }
    // `basedOn` and `based-on` are what people type who have seen the graph.
    let plain = |word: &str| word.replace(['_', '-'], "").to_lowercase();
    value
        .split(',')
        .map(|word| {
            words
                .iter()
                .find(|known| plain(known) == plain(word.trim()))
                .copied()
                .ok_or_else(|| suggest(word, words.iter().copied()))
        })
        .collect()
}

fn entity(parameter: &Parameter, value: &str, names: &Names<'_>) -> Result<String> {
    let known = |built: &Built| -> Result<String> {
        let choices = built.ambiguous(value, names.lexicon);
        if !choices.is_empty() {
            let choices = choices.into_iter().filter_map(|n| built.entity(n));
            return Err(Error::Ambiguous {
                name: value.to_string(),
                choices: choices
                    .map(|e| {
                        format!(
                            "{}=ent:{} ({}, {})",
                            parameter.name, e.id, e.canonical, e.kind
                        )
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
        let number = built.find(value, names.lexicon)?;
        Ok(built
            .entity(number)
            .map_or_else(String::new, |e| e.id.clone()))
    };
    match names.built.map(known) {
        Some(Err(Error::NoEntity { .. })) if names.elsewhere => {}
        Some(found) => return found,
        None => {}
    }
    if let Some(id) = value.strip_prefix("ent:") {
        // An id is written into an IRI: nothing may end it there.
        let fine = |c: char| c.is_ascii_alphanumeric() || ".-_~%".contains(c);
        return if !id.is_empty() && id.chars().all(fine) {
            Ok(id.to_string())
        } else {
            Err(Error::NoEntity {
                name: value.to_string(),
                suggestion: None,
            })
        };
    }
    let row = names
        .lexicon
        .understand(value, None)
        .and_then(|found| names.lexicon.entity(found.name.entity));
    // What no dictionary has gets the id that a build would give it.
    Ok(row.map_or_else(
        || coined_id(&names.lexicon.coined_key(value)),
        |row| row.id.clone(),
    ))
}

fn topic(value: &str, names: &Names<'_>) -> Result<String> {
    let id = link::topic_id(value.strip_prefix("topic:").unwrap_or(value), names.lexicon);
    match names.topics {
        Some(topics) if !names.elsewhere && !topics.contains(&id) => Err(Error::NoTopic {
            name: value.to_string(),
            suggestion: suggest(value, topics.iter().map(String::as_str)),
        }),
        _ => Ok(id),
    }
}

fn digest(parameter: &Parameter, value: &str, names: &Names<'_>) -> Result<String> {
    let Some(built) = names.built.filter(|_| !names.elsewhere) else {
        return Ok(value.to_string());
    };
    let all = || built.manifest.inputs.iter().map(|i| i.digest.as_str());
    if all().any(|name| name == value) {
        return Ok(value.to_string());
    }
    let begun: Vec<&str> = all().filter(|name| name.starts_with(value)).collect();
    match begun.as_slice() {
        [one] => Ok((*one).to_string()),
        [] => Err(Error::BadValue {
            name: parameter.name.clone(),
            value: value.to_string(),
            wanted: parameter.kind.takes(),
            suggestion: suggest(value, all()),
        }),
        several => Err(Error::Ambiguous {
            name: value.to_string(),
            choices: several
                .iter()
                .take(8)
                .map(|name| format!("{}={name}", parameter.name))
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}
