//! `aikg query --list`: the named queries by subject, with their parameters.

use crate::args::Usage;
use aikg::query::{Catalogue, NamedQuery};
use std::fmt::Write as _;

/// All queries, or those about a word.
pub(crate) fn of(catalogue: &Catalogue, word: Option<&str>) -> anyhow::Result<String> {
    let mut queries: Vec<&NamedQuery> = catalogue
        .all()
        .filter(|query| word.is_none_or(|word| is_about(query, word)))
        .collect();
    if let Some(word) = word.filter(|_| queries.is_empty()) {
        return Err(Usage(format!(
            "no named query is about {word}; aikg query --list shows all of them"
        ))
        .into());
    }
    queries.sort_by_key(|query| (query.group.is_empty(), &query.group, &query.name));
    let mut text = String::new();
    let mut group = None;
    for query in queries {
        if group != Some(&query.group) {
            let title = if query.group.is_empty() {
                "your own"
            } else {
                &query.group
            };
            let _ = writeln!(text, "── {title} ──\n");
            group = Some(&query.group);
        }
        text.push_str(&entry(query));
        text.push('\n');
    }
    Ok(text)
}

fn is_about(query: &NamedQuery, word: &str) -> bool {
    let word = word.to_lowercase();
    [&query.name, &query.title, &query.group]
        .iter()
        .any(|text| text.to_lowercase().contains(&word))
}

/// One query with what it takes.
pub(crate) fn entry(query: &NamedQuery) -> String {
    let mut text = format!("{}\n    {}", query.name, query.title);
    if !query.description.is_empty() {
        let _ = write!(text, ". {}", query.description);
    }
    text.push('\n');
    for parameter in &query.parameters {
        let value = match &parameter.default {
            Some(default) => format!("{}={default}", parameter.name),
            None => format!("{}=...", parameter.name),
        };
        let _ = writeln!(
            text,
            "    {value:<20} {:<8} {}",
            parameter.kind.name(),
            parameter.description
        );
    }
    for example in &query.examples {
        let line = format!("    $ aikg query {} {example}", query.name);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
