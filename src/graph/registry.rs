//! Entities, topics and the reason for every spelling → the named graph `registry`.

use super::Flush;
use super::quad::{Term, Writer, entity_iri};
use super::scheme;
use super::vocab as v;
use crate::digest::paper;
use crate::entity::Kind;
use crate::error::Result;
use crate::lexicon::{self, Lexicon};
use crate::link::{Entity, Registry};
use crate::text::fold;
use crate::text::script::{self, Script};

pub(super) fn write(registry: &Registry, lexicon: &Lexicon, flush: &mut Flush<'_>) -> Result<()> {
    write_some(registry, lexicon, &|_| true, flush)
}

/// Writes all topics, and the entities that `wanted` takes.
pub(super) fn write_some(
    registry: &Registry,
    lexicon: &Lexicon,
    wanted: &dyn Fn(&Entity) -> bool,
    flush: &mut Flush<'_>,
) -> Result<()> {
    let graph = format!("{}registry", v::GRAPH);
    let mut out = Vec::new();
    for entity in registry.entities.iter().filter(|e| wanted(e)) {
        let row = entity.known.and_then(|n| lexicon.entity(n));
        let named = Named {
            entity,
            row,
            lexicon,
        };
        self::entity(&mut Writer::new(&mut out, &graph), registry, &named);
        flush(&mut out, false)?;
    }
    scheme::write(
        &mut Writer::new(&mut out, &graph),
        &registry.topics,
        lexicon,
    );
    flush(&mut out, true)
}

/// An entity with its dictionary row.
struct Named<'a> {
    entity: &'a Entity,
    row: Option<&'a lexicon::Entity>,
    lexicon: &'a Lexicon,
}

fn entity(writer: &mut Writer<'_>, registry: &Registry, named: &Named<'_>) {
    let entity = named.entity;
    let iri = entity_iri(&entity.id);
    classes(writer, &iri, entity.kind);
    writer.quad(&iri, v::NAME, Term::Text(&entity.canonical));
    match named.row {
        Some(row) => known(writer, registry, &iri, row),
        None => {
            let tag = tag(&entity.canonical);
            writer.quad(&iri, v::PREF_LABEL, Term::In(&entity.canonical, tag));
        }
    }
    if let Some(identifier) = &entity.identifier {
        self::paper(writer, &iri, identifier);
    }
    let untitled = entity.identifier.as_ref() == Some(&entity.canonical);
    if entity.kind == Kind::Paper && !untitled {
        let tag = tag(&entity.canonical);
        writer.quad(&iri, v::TITLE, Term::In(&entity.canonical, tag));
    }
    if entity.kind == Kind::Topic {
        let tag = registry.topic_of(&entity.canonical);
        let id = tag
            .filter(|_| entity.known.is_none())
            .map_or(&entity.id, |t| &t.id);
        let concept = format!("{}{id}", v::TOPIC);
        writer.quad(&iri, v::EXACT_MATCH, Term::Iri(&concept));
    }
    spellings(writer, &iri, named);
}

/// The classes of an entity of a kind.
pub(super) fn classes(writer: &mut Writer<'_>, iri: &str, kind: Kind) {
    writer.quad(iri, v::TYPE, Term::Iri(v::ENTITY));
    writer.quad(iri, v::TYPE, Term::Iri(&v::class(kind)));
    if let Some(class) = v::schema_class(kind) {
        writer.quad(iri, v::TYPE, Term::Iri(class));
    }
}

/// The identifier of a paper and its address.
pub(super) fn paper(writer: &mut Writer<'_>, iri: &str, identifier: &str) {
    writer.quad(iri, v::IDENTIFIER, Term::Text(identifier));
    if let Some(url) = super::quad::address(&paper::address(identifier)) {
        writer.quad(iri, v::URL, Term::Iri(&url));
    }
}

/// What the dictionary row says.
fn known(writer: &mut Writer<'_>, registry: &Registry, iri: &str, row: &lexicon::Entity) {
    labels(writer, iri, row);
    for owner in &row.of {
        // Owners that this graph does not name are left out: an edge to nothing helps no one. A topic's broader topics stand with its
        // concept.
        let named = registry.by_id(owner).and_then(|n| registry.entity(n));
        if named.is_some_and(|owner| owner.kind != Kind::Topic) {
            writer.quad(iri, v::BELONGS_TO, Term::Iri(&entity_iri(owner)));
        }
    }
    if !row.since.is_empty() {
        writer.quad(iri, v::START_DATE, Term::Text(&row.since));
    }
    if !row.notes.is_empty() {
        writer.quad(iri, v::NOTE, Term::In(&row.notes, "en"));
    }
}

pub(super) fn labels(writer: &mut Writer<'_>, iri: &str, row: &lexicon::Entity) {
    for (name, tag) in [
        (&row.en, "en"),
        (&row.zh_hans, "zh-hans"),
        (&row.zh_hant, "zh-hant"),
    ] {
        if !name.is_empty() {
            writer.quad(iri, v::PREF_LABEL, Term::In(name, tag));
        }
    }
}

/// Every spelling seen, as a label with the rule that leads from it to the entity.
fn spellings(writer: &mut Writer<'_>, iri: &str, named: &Named<'_>) {
    let preferred: Vec<&str> = match named.row {
        Some(row) => vec![&row.en, &row.zh_hans, &row.zh_hant],
        None => vec![&named.entity.canonical],
    };
    let mut number = 0;
    for spelling in named.entity.spellings.keys() {
        if preferred.contains(&spelling.as_str()) || spelling.is_empty() {
            continue;
        }
        number += 1;
        let tag = tag(spelling);
        writer.quad(iri, v::ALT_LABEL, Term::In(spelling, tag));
        let label = format!("{iri}/l{number}");
        writer.quad(iri, v::XL_ALT_LABEL, Term::Iri(&label));
        writer.quad(&label, v::TYPE, Term::Iri(v::LABEL));
        writer.quad(&label, v::LITERAL_FORM, Term::In(spelling, tag));
        writer.quad(&label, v::RULE, Term::Text(rule(spelling, named)));
        if let Some(row) = named.row {
            let place = format!("{}:{}", row.file, row.line);
            writer.quad(&label, v::SOURCE, Term::Text(&place));
        }
    }
}

/// The rule that leads from a spelling to its entity.
fn rule(spelling: &str, named: &Named<'_>) -> &'static str {
    if let Some(rule) = named.entity.joined.get(spelling) {
        return rule;
    }
    let key = fold::key(spelling);
    match named.row {
        Some(row) if row.aliases.iter().any(|a| a.text == spelling) => "curated",
        Some(row) if row.aliases.iter().any(|a| fold::key(&a.text) == key) => "folded",
        Some(_) => named
            .lexicon
            .understand(spelling, None)
            .filter(|found| Some(found.name.entity) == named.entity.known)
            .map_or("brackets", |found| found.rule),
        None if fold::key(&named.entity.canonical) == key => "folded",
        None => "brackets",
    }
}

pub(super) fn tag(text: &str) -> &'static str {
    script::detect(text, Script::ZhHans).tag()
}
