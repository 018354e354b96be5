//! `relations.csv` → what digests claim, by item and by entity.

use super::occurrence::place;
use super::rows::Rows;
use super::texts::{Gatherer, Texts};
use crate::error::Result;
use crate::graph::{Built, claim_node, digest_iri, edge, entity_iri, item_iri, read};
use crate::relation::{Polarity, Predicate};
use serde::Deserialize;
use std::path::Path;

/// What an item claims of two entities.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    /// The item, as a place in [`Built::items`].
    pub(super) item: u32,
    /// The entity that it is about.
    pub(super) subject: u32,
    /// What it says of the two.
    pub(super) predicate: Predicate,
    /// The other entity.
    pub(super) object: u32,
    /// Whether it is said to be so.
    pub(super) polarity: Polarity,
    /// How many of a hundred such claims are right.
    pub(super) confidence: u8,
    /// Where the words begin, in the digest's file.
    pub(super) start: u32,
    /// Where they end.
    pub(super) end: u32,
    evidence: u32,
    rule: u32,
}

/// All claims.
#[derive(Debug, Default)]
pub(super) struct Claims {
    all: Vec<Claim>,
    by_entity: Rows<u32>,
    by_item: Rows<u32>,
    texts: Texts,
}

#[derive(Deserialize)]
struct Row {
    digest: String,
    item: u32,
    subject: String,
    predicate: String,
    object: String,
    evidence: String,
    confidence: f64,
    polarity: String,
    start: u32,
    end: u32,
    rule: String,
}

impl Claims {
    pub(super) fn open(dir: &Path, built: &Built) -> Result<Self> {
        let mut all = Vec::new();
        let mut texts = Gatherer::default();
        read(dir, "relations.csv", |row: Row| {
            let predicate = Predicate::ALL
                .into_iter()
                .find(|p| p.name() == row.predicate);
            let polarity = [Polarity::Asserted, Polarity::Denied, Polarity::Reported]
                .into_iter()
                .find(|p| p.name() == row.polarity);
            let (Some(item), Some(subject), Some(object), Some(predicate), Some(polarity)) = (
                place(built, &row.digest, row.item),
                built.by_id(&row.subject),
                built.by_id(&row.object),
                predicate,
                polarity,
            ) else {
                return Ok(());
            };
            all.push(Claim {
                item,
                subject,
                predicate,
                object,
                polarity,
                confidence: percent(row.confidence),
                start: row.start,
                end: row.end,
                evidence: texts.number(&row.evidence),
                rule: texts.number(&row.rule),
            });
            Ok(())
        })?;
        let mut order: Vec<u32> = (0u32..).zip(&all).map(|(n, _)| n).collect();
        let by_item: Vec<(u32, u32)> = order
            .iter()
            .filter_map(|n| Some((all.get(*n as usize)?.item, *n)))
            .collect();
        // The newest first, and of one day those that are surer.
        order.sort_by_key(|n| {
            let claim = all.get(*n as usize);
            let date = claim.and_then(|c| built.items.get(c.item as usize)?.date);
            let sure = claim.map_or(0, |c| c.confidence);
            (std::cmp::Reverse(date), std::cmp::Reverse(sure), *n)
        });
        let by_entity: Vec<(u32, u32)> = order
            .iter()
            .filter_map(|n| Some((all.get(*n as usize)?, *n)))
            .flat_map(|(c, n)| [(c.subject, n), (c.object, n)])
            .collect();
        Ok(Self {
            by_entity: Rows::new(built.entities.len(), &by_entity),
            by_item: Rows::new(built.items.len(), &by_item),
            all,
            texts: texts.finish(),
        })
    }

    /// The claims about an entity, the newest first.
    pub(super) fn of_entity(&self, entity: u32) -> impl Iterator<Item = &Claim> {
        self.by_entity
            .of(entity)
            .iter()
            .filter_map(|n| self.all.get(*n as usize))
    }

    /// The claims of an item, in the order of the table.
    pub(super) fn of_item(&self, item: u32) -> impl Iterator<Item = &Claim> {
        self.by_item
            .of(item)
            .iter()
            .filter_map(|n| self.all.get(*n as usize))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The words that make a claim.
    pub(super) fn evidence(&self, claim: &Claim) -> &str {
        self.texts.get(claim.evidence)
    }

    /// The rule that found it.
    pub(super) fn rule(&self, claim: &Claim) -> &str {
        self.texts.get(claim.rule)
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.all.capacity() * size_of::<Claim>()
            + self.by_entity.bytes()
            + self.by_item.bytes()
            + self.texts.bytes()
    }
}

/// The last part of a claim's IRI: `c-` and a hash of what it says.
pub(super) fn mark(built: &Built, claim: &Claim) -> Option<String> {
    let item = built.items.get(claim.item as usize)?;
    let iri = |n: u32| built.entity(n).map(|e| entity_iri(&e.id));
    let within = item_iri(&digest_iri(&item.digest), item.number);
    let node = claim_node(
        &within,
        &iri(claim.subject)?,
        edge(claim.predicate),
        &iri(claim.object)?,
    );
    node.rsplit('/').next().map(str::to_string)
}

/// `0.72` → 72.
fn percent(share: f64) -> u8 {
    (0..=100u8)
        .min_by(|a, b| {
            let far = |n: &u8| (f64::from(*n) / 100.0 - share).abs();
            far(a).total_cmp(&far(b))
        })
        .unwrap_or(0)
}
