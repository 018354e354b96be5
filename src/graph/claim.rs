//! What a digest claims, in entities: kinds decide, and one claim stands for all that say the same.

use super::quad::{Term, Writer, entity_iri, item_iri};
use super::vocab as v;
use crate::extract::{Extract, Surfaced};
use crate::link::{Entity, Registry};
use crate::relation::{Claim, Polarity, Predicate, Subject};
use crate::text::sha256;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::HashSet;

/// A claim with the entities that its names mean.
pub(super) struct Told<'a> {
    /// What the sentence says.
    pub(super) claim: &'a Claim,
    /// Its subject.
    pub(super) subject: &'a Entity,
    /// Its object.
    pub(super) object: &'a Entity,
    /// The date of its item.
    pub(super) date: Option<Date>,
    /// The two mentions.
    mentions: [Option<&'a Surfaced>; 2],
}

/// The claims of a digest whose entities are of kinds that fit, each once for an item, sorted by item, subject, predicate and object.
pub(super) fn told<'a>(extract: &'a Extract, registry: &'a Registry) -> Vec<Told<'a>> {
    let mut all: Vec<Told<'a>> = extract
        .claims
        .iter()
        .filter_map(|claim| Told::new(claim, extract, registry))
        .collect();
    all.sort_by_key(|told| {
        let claim = told.claim;
        (claim.item, Reverse(claim.confidence), claim.span)
    });
    let mut seen = HashSet::new();
    all.retain(|told| {
        let (mut a, mut b) = (&told.subject.id, &told.object.id);
        if told.claim.predicate.is_symmetric() && a > b {
            std::mem::swap(&mut a, &mut b);
        }
        seen.insert((told.claim.item, told.claim.predicate, a.clone(), b.clone()))
    });
    all.sort_by(|a, b| a.order().cmp(&b.order()));
    all
}

impl<'a> Told<'a> {
    fn new(claim: &'a Claim, extract: &'a Extract, registry: &'a Registry) -> Option<Self> {
        let mention = |place: u32| extract.mentions.get(place as usize);
        let entity = |s: &Surfaced| registry.entity(registry.entity_of(&s.mention.meaning)?);
        let item = extract.items.iter().find(|i| i.number == claim.item);
        let named = match claim.subject {
            Subject::Mention(place) => Some(mention(place)?),
            Subject::Paper(_) => None,
        };
        let subject = match (claim.subject, named) {
            (Subject::Paper(place), _) => {
                let citation = item?.citations.get(place as usize)?;
                registry.entity(registry.paper(citation)?)?
            }
            (Subject::Mention(_), named) => entity(named?)?,
        };
        let mentions = [named, Some(mention(claim.object)?)];
        let object = mentions[1].and_then(entity)?;
        let fits = subject.id != object.id && claim.predicate.fits(subject.kind, object.kind);
        fits.then_some(Self {
            claim,
            subject,
            object,
            date: item.and_then(|i| i.date),
            mentions,
        })
    }

    fn order(&self) -> (u32, &str, &str, &str) {
        let claim = self.claim;
        (
            claim.item,
            &self.subject.id,
            claim.predicate.name(),
            &self.object.id,
        )
    }

    /// Where its subject and its object are named, as `412-420`; nothing for the paper of an item.
    pub(super) fn places(&self) -> [String; 2] {
        self.mentions.map(|surfaced| {
            surfaced.map_or_else(String::new, |s| {
                format!("{}-{}", s.mention.span.start, s.mention.span.end)
            })
        })
    }

    /// The confidence as it is printed: `0.93`.
    pub(super) fn confidence(&self) -> String {
        format!("0.{:02}", self.claim.confidence)
    }

    /// Writes the claim's node and, where it says that it is so, the plain edge.
    pub(super) fn write(&self, writer: &mut Writer<'_>, digest: &str, with_mentions: bool) {
        let claim = self.claim;
        let item = item_iri(digest, claim.item);
        let (subject, object) = (entity_iri(&self.subject.id), entity_iri(&self.object.id));
        let predicate = edge(claim.predicate);
        let node = node(&item, &subject, predicate, &object);
        writer.quad(&node, v::TYPE, Term::Iri(v::CLAIM));
        writer.quad(&node, v::TYPE, Term::Iri(v::STATEMENT));
        writer.quad(&node, v::IN_ITEM, Term::Iri(&item));
        writer.quad(&node, v::RDF_SUBJECT, Term::Iri(&subject));
        writer.quad(&node, v::RDF_PREDICATE, Term::Iri(predicate));
        writer.quad(&node, v::RDF_OBJECT, Term::Iri(&object));
        writer.quad(&node, v::CONFIDENCE, Term::Decimal(&self.confidence()));
        writer.quad(&node, v::POLARITY, Term::Text(claim.polarity.name()));
        writer.quad(&node, v::EVIDENCE, Term::Text(&claim.evidence));
        let (start, end) = (u64::from(claim.span.start), u64::from(claim.span.end));
        writer.quad(&node, v::BEGIN_BYTE, Term::Number(start));
        writer.quad(&node, v::END_BYTE, Term::Number(end));
        writer.quad(&node, v::RULE, Term::Text(&claim.rule));
        if with_mentions {
            for Surfaced { mention, .. } in self.mentions.into_iter().flatten() {
                let name = format!("{item}/m{}-{}", mention.span.start, mention.span.end);
                writer.quad(&node, v::WAS_DERIVED_FROM, Term::Iri(&name));
            }
        }
        if claim.polarity == Polarity::Asserted {
            if let Some(date) = self.date {
                writer.quad(&node, v::VALID_FROM, Term::Date(&date.to_string()));
            }
            writer.quad(&subject, predicate, Term::Iri(&object));
        }
    }
}

/// The IRI of a claim: what it stands in and a hash of what it says.
pub(crate) fn node(within: &str, subject: &str, predicate: &str, object: &str) -> String {
    let says = sha256(format!("{subject} {predicate} {object}").as_bytes());
    format!("{within}/c-{}", says.get(..16).unwrap_or_default())
}

/// The plain edge of a predicate.
pub(crate) fn edge(predicate: Predicate) -> &'static str {
    match predicate {
        Predicate::Acquires => v::ACQUIRES,
        Predicate::AffiliatedWith => v::AFFILIATED_WITH,
        Predicate::Authored => v::AUTHORED,
        Predicate::BasedOn => v::BASED_ON,
        Predicate::CollaboratesWith => v::COLLABORATES_WITH,
        Predicate::CompetesWith => v::COMPETES_WITH,
        Predicate::Develops => v::DEVELOPS,
        Predicate::EvaluatedOn => v::EVALUATED_ON,
        Predicate::Founded => v::FOUNDED,
        Predicate::InvestsIn => v::INVESTS_IN,
        Predicate::Outperforms => v::OUTPERFORMS,
        Predicate::PartOf => v::PART_OF,
        Predicate::Proposes => v::PROPOSES,
        Predicate::PublishedIn => v::PUBLISHED_IN,
        Predicate::RunsOn => v::RUNS_ON,
    }
}
