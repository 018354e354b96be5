//! Parameters of named queries: what each takes, as the query's leading comment tells it.

use crate::relation::Predicate;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// An entity by any of its names.
    Entity,
    /// A topic by any of its names.
    Topic,
    /// A digest by its name or the beginning of its name.
    Digest,
    /// The first day of a period.
    From,
    /// The last day of a period.
    To,
    /// A year, month or week, as counts name them.
    Period,
    /// A kind of entities, or `any`.
    Kind,
    /// Relations, parted by commas, or `any`.
    Relation,
    /// A whole number within bounds.
    Number(u32, u32),
    /// A number from 0 to 1.
    Share,
    /// Some of these words, parted by commas, or `any`.
    Choice(Vec<String>),
    /// Any text.
    Text,
}

/// The types that are one word, with a value that could stand.
const PLAIN: [(&str, Type, &str); 11] = [
    ("entity", Type::Entity, "輝達"),
    ("topic", Type::Topic, "robotics"),
    ("digest", Type::Digest, "2026-01-05"),
    ("from", Type::From, "2026-01"),
    ("to", Type::To, "2026-03"),
    ("period", Type::Period, "2026-W02"),
    ("type", Type::Kind, "Company"),
    ("relation", Type::Relation, "develops"),
    ("number", Type::Number(0, u32::MAX), "20"),
    ("share", Type::Share, "0.8"),
    ("text", Type::Text, "Qwen"),
];

impl Type {
    /// The name in a query's leading comment.
    pub fn name(&self) -> &'static str {
        match self {
            Type::Number(..) => "number",
            Type::Choice(_) => "choice",
            plain => PLAIN
                .iter()
                .find(|(_, t, _)| t == plain)
                .map_or("", |(name, _, _)| name),
        }
    }

    /// A value that could stand.
    pub fn example(&self) -> String {
        match self {
            Type::Number(least, most) => 20.clamp(*least, *most).to_string(),
            Type::Choice(words) => words.first().cloned().unwrap_or_default(),
            plain => PLAIN
                .iter()
                .find(|(_, t, _)| t == plain)
                .map_or(String::new(), |(_, _, example)| (*example).to_string()),
        }
    }

    /// What it takes, for people.
    pub fn takes(&self) -> String {
        match self {
            Type::Entity => "entity (by any of its names)".to_string(),
            Type::Topic => "topic (by any of its names)".to_string(),
            Type::Digest => "digest (by its name or the beginning of its name)".to_string(),
            Type::From | Type::To => "date: 2026, 2026-01, 2026-01-05 or 2026-W02".to_string(),
            Type::Period => "year, month or week: 2026, 2026-01 or 2026-W02".to_string(),
            Type::Kind => "type of entities, or any".to_string(),
            Type::Relation => format!(
                "relation: any, or some of {} with commas",
                Predicate::ALL.map(Predicate::name).join(", ")
            ),
            Type::Number(0, u32::MAX) => "whole number".to_string(),
            Type::Number(least, u32::MAX) => format!("whole number of {least} or more"),
            Type::Number(least, most) => format!("whole number from {least} to {most}"),
            Type::Share => "number from 0 to 1, such as 0.8".to_string(),
            Type::Choice(words) => {
                format!(
                    "value it takes: {}, several with commas, or any",
                    words.join(", ")
                )
            }
            Type::Text => "text".to_string(),
        }
    }
}

/// Reads `limit number 1..1000 = 20   how many rows`.
pub(super) fn read(text: &str) -> Result<Parameter, String> {
    let form = "a parameter is `name type`, then ` = default` if it has one, then what it means";
    let mut words = text.split_whitespace().peekable();
    let name = words
        .next()
        .ok_or(form)?
        .trim_start_matches('$')
        .to_string();
    let word = words.next().ok_or(form)?;
    let kind = if word == "choice" {
        let all = words.next().ok_or("a choice is `choice one|two|three`")?;
        Type::Choice(all.split('|').map(str::to_string).collect())
    } else {
        PLAIN
            .iter()
            .find(|(known, _, _)| *known == word)
            .map(|(_, t, _)| t.clone())
            .ok_or_else(|| {
                let names: Vec<&str> = PLAIN.iter().map(|(n, _, _)| *n).collect();
                format!(
                    "no type is named {word}; the types are {} choice",
                    names.join(" ")
                )
            })?
    };
    let bounds = words.peek().and_then(|word| bounds(word));
    let kind = match (kind, bounds) {
        (Type::Number(..), Some((least, most))) => {
            words.next();
            Type::Number(least, most)
        }
        (kind, _) => kind,
    };
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

/// Reads `1..1000`, or `1..` without an upper bound.
fn bounds(text: &str) -> Option<(u32, u32)> {
    let (least, most) = text.split_once("..")?;
    let most = if most.is_empty() {
        u32::MAX
    } else {
        most.parse().ok()?
    };
    Some((least.parse().ok()?, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_from_their_line() {
        let parameter = read("limit number = 20   how many rows").unwrap();
        assert_eq!(parameter.default.as_deref(), Some("20"));
        assert_eq!(parameter.description, "how many rows");
        assert!(read("limit nonsense").unwrap_err().contains("entity topic"));
        assert_eq!(
            read("least number 2.. = 3  items").unwrap().kind,
            Type::Number(2, u32::MAX)
        );
        assert_eq!(
            read("polarity choice asserted|denied = any  how")
                .unwrap()
                .kind,
            Type::Choice(vec!["asserted".to_string(), "denied".to_string()])
        );
    }
}
