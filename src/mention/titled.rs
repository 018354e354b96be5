//! Titles of papers as mentions, and the name that a title puts before its colon.

use super::{Ballot, ENOUGH, Meaning, Mention};
use crate::document::{Citation, Item, Origin};
use crate::entity::Kind;
use crate::text::{Span, fold};

/// Adds the titles of an item's papers, as names that hold what stands inside them.
pub(super) fn add(source: &str, item: &Item, mentions: &mut Vec<Mention>, votes: &mut Ballot) {
    for citation in item.citations.iter().filter(|c| !c.title_span.is_empty()) {
        let span = citation.title_span;
        let passages = item.passages.iter();
        let Some(origin) = passages
            .filter(|p| p.runs.iter().any(|run| run.covers(span)))
            .map(|p| p.origin)
            .next()
        else {
            continue;
        };
        // A name around the title is no part of it: the title is cut out of something else.
        if mentions
            .iter()
            .any(|m| m.span != span && m.span.covers(span))
        {
            continue;
        }
        let here = mentions.iter().position(|m| m.span == span);
        let known = here.and_then(|n| mentions.get(n)).map(|m| &m.meaning);
        if !matches!(known, Some(Meaning::Known(_))) {
            if let Some(place) = here {
                mentions.remove(place);
            }
            mentions.push(Mention {
                item: item.number,
                span,
                origin,
                nested: false,
                meaning: meaning(citation),
            });
        }
        for inner in mentions.iter_mut() {
            inner.nested |= inner.span != span && span.covers(inner.span);
        }
        coined(source, item, (span, origin), mentions, votes);
    }
    mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
}

/// What a citation means: its identifier decides, else its title.
pub(crate) fn meaning(citation: &Citation) -> Meaning {
    if !citation.known.is_empty() {
        Meaning::Known(citation.known.clone())
    } else if citation.identifier.is_empty() {
        Meaning::Coined {
            key: fold::key(&citation.title),
            kind: Some(Kind::Paper),
        }
    } else {
        Meaning::Paper(citation.identifier.clone())
    }
}

/// `FooNet: A Network for Foo`: what stands before the colon is a name where it is written as no word is.
fn coined(
    source: &str,
    item: &Item,
    (span, origin): (Span, Origin),
    mentions: &mut Vec<Mention>,
    votes: &mut Ballot,
) {
    let title = span.of(source);
    let Some((name, rest)) = title.split_once(": ").or_else(|| title.split_once('：')) else {
        return;
    };
    let start = span.start as usize;
    let own = Span::new(start, start + name.len());
    let odd = |c: char| c.is_uppercase() || c.is_ascii_digit();
    let is_name = name.chars().skip(1).any(odd)
        && name.split_whitespace().count() == 1
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '+' | '.'))
        && name.chars().any(char::is_alphabetic);
    if !is_name {
        return;
    }
    let key = match mentions.iter().find(|m| m.span == own).map(|m| &m.meaning) {
        Some(Meaning::Coined { key, .. }) => key.clone(),
        Some(_) => return,
        None => fold::key(name),
    };
    if !mentions.iter().any(|m| m.span == own) {
        mentions.push(Mention {
            item: item.number,
            span: own,
            origin,
            nested: true,
            meaning: Meaning::Coined {
                key: key.clone(),
                kind: None,
            },
        });
    }
    votes.add(&key, [(kind_of(rest), ENOUGH)]);
}

/// What the long part of a title says that its name is.
fn kind_of(rest: &str) -> Kind {
    let rest = rest.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| rest.contains(w));
    if has(&["benchmark", "dataset", "data set", "corpus", "leaderboard"]) {
        Kind::Dataset
    } else if has(&[" model ", " models ", "language model", "foundation model"])
        && !has(&[" for ", " in ", " of "])
    {
        Kind::Model
    } else {
        Kind::Method
    }
}
