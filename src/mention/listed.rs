//! The elements of an item's entity lists → mentions.

use super::{Meaning, Mention, SameName, SameRule, known_id};
use crate::digest::list::is_quantity;
use crate::document::{Element, Item, Origin};
use crate::entity::Kind;
use crate::lexicon::Lexicon;
use crate::text::{Span, fold};
use std::collections::BTreeSet;

/// Every element is a mention; of `X (Y)` the two names are mentions inside it.
pub(super) fn find(
    source: &str,
    item: &Item,
    lexicon: &Lexicon,
    same: &mut Vec<SameName>,
) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let company = company(source, item, lexicon);
    for element in &item.listed {
        let whole = meaning(source, element.span, element.kind, lexicon);
        let whole = of_company(source, element, &company, lexicon).unwrap_or(whole);
        let parts: Vec<Meaning> = element
            .parts
            .iter()
            .map(|part| meaning(source, *part, element.kind, lexicon))
            .collect();
        note_same(source, element, &parts, same);
        // The element means what its first known name means: `視覺語言模型 (VLMs)` is the topic, however it is written.
        let of_parts = parts
            .iter()
            .find(|p| matches!(p, Meaning::Known(_)))
            .or(parts.first());
        let meaning = match (&whole, of_parts) {
            (Meaning::Coined { .. }, Some(part)) => part.clone(),
            _ => whole,
        };
        mentions.push(mention(item, element.span, meaning, false));
        for (part, meaning) in element.parts.iter().zip(parts) {
            mentions.push(mention(item, *part, meaning, true));
        }
    }
    mentions
}

/// The entities that the elements with one meaning name, and their owners.
fn company(source: &str, item: &Item, lexicon: &Lexicon) -> BTreeSet<u32> {
    let keys = item.listed.iter().map(|e| fold::key(e.span.of(source)));
    let mut company = BTreeSet::new();
    for key in keys {
        if let [only] = lexicon.names(&key) {
            company.insert(only.entity);
            let owners = lexicon.entity(only.entity).map_or(&[][..], |e| &e.of);
            company.extend(owners.iter().filter_map(|id| lexicon.by_id(id)));
        }
    }
    company
}

/// What an element of several meanings means beside others: 長江 is a chip beside its maker.
fn of_company(
    source: &str,
    element: &Element,
    company: &BTreeSet<u32>,
    lexicon: &Lexicon,
) -> Option<Meaning> {
    let key = fold::key(element.span.of(source));
    let names = lexicon.names(&key);
    let fits = |number: u32| {
        company.contains(&number)
            || lexicon.entity(number).is_some_and(|e| {
                e.of.iter()
                    .filter_map(|id| lexicon.by_id(id))
                    .any(|owner| company.contains(&owner))
            })
    };
    let mut fitting = names.iter().filter(|n| fits(n.entity));
    let name = *fitting.next()?;
    (names.len() > 1 && fitting.next().is_none() && element.kind.is_none())
        .then(|| known_id(lexicon, name).map(Meaning::Known))?
}

fn mention(item: &Item, span: Span, meaning: Meaning, nested: bool) -> Mention {
    Mention {
        item: item.number,
        span,
        origin: Origin::List,
        nested,
        meaning,
    }
}

fn meaning(source: &str, span: Span, kind: Option<Kind>, lexicon: &Lexicon) -> Meaning {
    let surface = span.of(source);
    match lexicon
        .understand(surface, kind)
        .and_then(|found| known_id(lexicon, found.name))
    {
        Some(id) => Meaning::Known(id),
        None => Meaning::Coined {
            key: lexicon.coined_key(surface),
            kind: if is_quantity(surface) {
                Some(Kind::Other)
            } else {
                kind
            },
        },
    }
}

/// Keeps that the two names of an element are names of one thing, where at least one of them is in no dictionary.
fn note_same(source: &str, element: &Element, parts: &[Meaning], same: &mut Vec<SameName>) {
    let ([first, second], [a, b]) = (element.parts.as_slice(), parts) else {
        return;
    };
    if !matches!((a, b), (Meaning::Known(_), Meaning::Known(_))) {
        same.push(SameName {
            first: key(first.of(source), a),
            second: key(second.of(source), b),
            rule: SameRule::List,
        });
    }
}

/// The key of a name: that of its dictionary entry, or the one under which it is coined.
fn key(surface: &str, meaning: &Meaning) -> String {
    match meaning {
        Meaning::Coined { key, .. } => key.clone(),
        Meaning::Known(_) | Meaning::Paper(_) => fold::key(surface),
    }
}
