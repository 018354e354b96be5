//! What one digest says → the quads of its named graph.

use super::claim::Told;
use super::quad::{Term, Writer, address, digest_graph, digest_iri, entity_iri, item_iri};
use super::vocab as v;
use crate::document::{Citation, Item};
use crate::extract::Extract;
use crate::link::Registry;
use crate::text::script;
use std::collections::BTreeSet;

/// Writes a digest, its items, its claims and, if wanted, its mentions.
pub(super) fn write(
    extract: &Extract,
    registry: &Registry,
    claims: &[Told<'_>],
    with_mentions: bool,
    out: &mut Vec<u8>,
) {
    let digest = digest_iri(&extract.name);
    let mut writer = Writer::new(out, &digest_graph(&extract.name));
    let language = extract.script.tag();
    writer.quad(&digest, v::TYPE, Term::Iri(v::DIGEST));
    writer.quad(
        &digest,
        v::TITLE,
        Term::In(
            &extract.title,
            script::detect(&extract.title, extract.script).tag(),
        ),
    );
    writer.quad(&digest, v::LANGUAGE, Term::Text(language));
    if let Some(date) = extract.date {
        writer.quad(&digest, v::ISSUED, Term::Date(&date.to_string()));
    }
    subjects(&mut writer, &digest, &extract.tags, registry);
    cite(&mut writer, &digest, &extract.citations, registry);
    for item in &extract.items {
        self::item(&mut writer, extract, &digest, item, registry);
    }
    for told in claims {
        told.write(&mut writer, &digest, with_mentions);
    }
    let mut named: BTreeSet<(u32, u32)> = BTreeSet::new();
    for surfaced in &extract.mentions {
        let mention = &surfaced.mention;
        let Some(number) = registry.entity_of(&mention.meaning) else {
            continue;
        };
        let Some(entity) = registry.entity(number) else {
            continue;
        };
        let subject = item_iri(&digest, mention.item);
        if named.insert((mention.item, number)) {
            writer.quad(&subject, v::MENTIONS, Term::Iri(&entity_iri(&entity.id)));
        }
        if with_mentions {
            Mentioned {
                surface: &surfaced.surface,
                start: mention.span.start,
                end: mention.span.end,
                entity: &entity.id,
                origin: mention.origin.name(),
            }
            .write(&mut writer, &subject);
        }
    }
}

/// A mention as RDF has it.
pub(super) struct Mentioned<'a> {
    pub(super) surface: &'a str,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The local part of the entity's IRI.
    pub(super) entity: &'a str,
    pub(super) origin: &'a str,
}

impl Mentioned<'_> {
    /// Writes the mention's node; `subject` is its item or digest.
    pub(super) fn write(&self, writer: &mut Writer<'_>, subject: &str) {
        let node = format!("{subject}/m{}-{}", self.start, self.end);
        writer.quad(&node, v::TYPE, Term::Iri(v::MENTION));
        writer.quad(&node, v::IN_ITEM, Term::Iri(subject));
        writer.quad(&node, v::SURFACE, Term::Text(self.surface));
        writer.quad(&node, v::BEGIN_BYTE, Term::Number(u64::from(self.start)));
        writer.quad(&node, v::END_BYTE, Term::Number(u64::from(self.end)));
        let entity = entity_iri(self.entity);
        writer.quad(&node, v::TA_IDENT_REF, Term::Iri(&entity));
        writer.quad(&node, v::ORIGIN, Term::Text(self.origin));
    }
}

fn item(
    writer: &mut Writer<'_>,
    extract: &Extract,
    digest: &str,
    item: &Item,
    registry: &Registry,
) {
    let subject = item_iri(digest, item.number);
    let language = script::detect(&item.heading, extract.script).tag();
    writer.quad(&subject, v::TYPE, Term::Iri(v::ITEM));
    writer.quad(&subject, v::IN_DIGEST, Term::Iri(digest));
    writer.quad(&subject, v::POSITION, Term::Number(u64::from(item.number)));
    writer.quad(&subject, v::HEADLINE, Term::In(&item.heading, language));
    writer.quad(
        &subject,
        v::BEGIN_BYTE,
        Term::Number(u64::from(item.span.start)),
    );
    writer.quad(
        &subject,
        v::END_BYTE,
        Term::Number(u64::from(item.span.end)),
    );
    if let Some(date) = item.date {
        writer.quad(&subject, v::ISSUED, Term::Date(&date.to_string()));
    }
    if !item.section.is_empty() {
        let language = script::detect(&item.section, extract.script).tag();
        writer.quad(&subject, v::SECTION, Term::In(&item.section, language));
    }
    if !item.importance.is_empty() {
        let language = script::detect(&item.importance, extract.script).tag();
        writer.quad(
            &subject,
            v::IMPORTANCE,
            Term::In(&item.importance, language),
        );
    }
    subjects(writer, &subject, &item.topics, registry);
    for source in &item.sources {
        if let Some(iri) = address(&source.url) {
            writer.quad(&subject, v::SOURCE, Term::Iri(&iri));
        }
    }
    cite(writer, &subject, &item.citations, registry);
}

fn subjects(writer: &mut Writer<'_>, subject: &str, tags: &[String], registry: &Registry) {
    for tag in tags {
        if let Some(topic) = registry.topic_of(tag) {
            let iri = format!("{}{}", v::TOPIC, topic.id);
            writer.quad(subject, v::SUBJECT, Term::Iri(&iri));
        }
    }
}

fn cite(writer: &mut Writer<'_>, subject: &str, citations: &[Citation], registry: &Registry) {
    for citation in citations {
        let paper = registry.paper(citation).and_then(|n| registry.entity(n));
        if let Some(paper) = paper {
            writer.quad(subject, v::CITATION, Term::Iri(&entity_iri(&paper.id)));
        }
    }
}
