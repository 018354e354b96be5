//! An entity's spellings, each with the rule and the row that lead from it to the entity.

use super::view::View;
use crate::graph::vocab;
use crate::lexicon::why;
use crate::store::Pattern;
use crate::text::markup;
use oxigraph::model::{NamedNodeRef, Term};
use serde::Serialize;
use std::collections::BTreeMap;

/// Spellings whose reason is told.
const SPELLINGS: usize = 60;

/// A name and why it leads here.
#[derive(Serialize)]
pub(super) struct Spelling {
    name: String,
    lang: &'static str,
    reason: String,
    place: String,
    chain: Vec<[String; 2]>,
}

/// Each spelling of the graph with what leads from it to the entity.
pub(super) fn of(view: &View<'_>, number: u32) -> Vec<Spelling> {
    let Some(entity) = view.site.built.entity(number) else {
        return Vec::new();
    };
    let reasons = reasons(view, &entity.id);
    let lexicon = &view.site.knowledge.lexicon;
    let row = lexicon.by_id(&entity.id).and_then(|n| lexicon.entity(n));
    let mut names: Vec<&String> = entity.aliases.iter().collect();
    if names.is_empty() {
        names.push(&entity.canonical);
    }
    names
        .into_iter()
        .take(SPELLINGS)
        .map(|name| {
            let known = reasons.get(name.as_str());
            let rule = known.map_or("", |(rule, _)| rule.as_str());
            let place = known.map_or("", |(_, place)| place.as_str());
            let (reason, place) = match (row, rule) {
                (Some(row), "") => (
                    view.say("rule_name", &[]),
                    format!("{}:{}", row.file, row.line),
                ),
                (None, "") => (view.say("rule_coined", &[]), String::new()),
                (_, rule) => (told(view, rule), place.to_string()),
            };
            let shown = markup::one_line(name);
            let steps = why(lexicon, name);
            let leads = steps
                .last()
                .is_some_and(|s| s.form == format!("ent:{}", entity.id));
            let chain = if leads && steps.len() > 2 {
                steps
                    .into_iter()
                    .take(20)
                    .map(|s| [markup::one_line(&s.form), s.reason])
                    .collect()
            } else {
                Vec::new()
            };
            Spelling {
                lang: view.tongue(&shown),
                name: shown,
                reason,
                place,
                chain,
            }
        })
        .collect()
}

/// What a rule says, in words.
fn told(view: &View<'_>, rule: &str) -> String {
    let known = view.say(&format!("rule_{}", rule.replace('-', "_")), &[]);
    if known.is_empty() {
        view.say("rule_other", &[("rule", rule)])
    } else {
        known
    }
}

/// The labels of the registry: spelling → rule and row. What cannot be read is left out: the page is for people, and the store tells of its
/// damage elsewhere.
fn reasons(view: &View<'_>, id: &str) -> BTreeMap<String, (String, String)> {
    let store = view.site.graph.store();
    let id_of = |iri: &str| {
        store
            .id(NamedNodeRef::new_unchecked(iri).into())
            .ok()
            .flatten()
    };
    let text = |subject, predicate| -> Option<String> {
        let pattern = Pattern {
            subject: Some(subject),
            predicate: Some(predicate),
            ..Default::default()
        };
        let [_, _, object, _] = store.quads(pattern).ok()?.next()?.ok()?;
        match store.term(object).ok()? {
            Term::Literal(literal) => Some(literal.value().to_string()),
            _ => None,
        }
    };
    let mut reasons = BTreeMap::new();
    let parts = [
        id_of(&format!("{}{id}", vocab::ENT)),
        id_of(vocab::XL_ALT_LABEL),
        id_of(vocab::LITERAL_FORM),
        id_of(vocab::RULE),
    ];
    let [Some(subject), Some(alt), Some(form), Some(rule)] = parts else {
        return reasons;
    };
    let source = id_of(vocab::SOURCE);
    let pattern = Pattern {
        subject: Some(subject),
        predicate: Some(alt),
        ..Default::default()
    };
    let Ok(labels) = store.quads(pattern) else {
        return reasons;
    };
    for [_, _, label, _] in labels.flatten().take(4 * SPELLINGS) {
        if let (Some(name), Some(rule)) = (text(label, form), text(label, rule)) {
            let place = source.and_then(|s| text(label, s)).unwrap_or_default();
            reasons.insert(name, (rule, place));
        }
    }
    reasons
}
