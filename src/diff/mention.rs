//! Names of unchanged digests that now mean another entity, or are found no more, or are found for the first time.

use super::cause::Causes;
use super::rows::{Row, side_by_side};
use crate::error::Result;
use crate::graph::Built;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A spelling that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relinked {
    /// The spelling.
    pub surface: String,
    /// What it meant; nothing where it was not found.
    pub from: Option<String>,
    /// What it means; nothing where it is not found.
    pub to: Option<String>,
    /// At how many places.
    pub places: u32,
    /// In which digests.
    pub digests: Vec<String>,
    /// Why.
    pub why: String,
}

#[derive(Deserialize)]
struct MentionRow {
    digest: String,
    surface: String,
    start: u32,
    end: u32,
    entity: String,
}

impl Row for MentionRow {
    fn digest(&self) -> &str {
        &self.digest
    }
}

/// What comparing mentions found.
#[derive(Default)]
pub(super) struct Mentions {
    pub(super) relinked: Vec<Relinked>,
    /// For each entity that only one build has, the digests that name it there.
    pub(super) digests: BTreeMap<String, BTreeSet<String>>,
}

/// Surface, old and new meaning.
type Link = (String, Option<String>, Option<String>);

pub(super) fn compare(
    old: &Path,
    new: &Path,
    causes: &Causes,
    entities: &[Built; 2],
) -> Result<Mentions> {
    let mut mentions = Mentions::default();
    let mut links: BTreeMap<Link, (u32, BTreeSet<String>)> = BTreeMap::new();
    side_by_side(
        old,
        new,
        "mentions.csv",
        |digest: &str, before: Vec<MentionRow>, after: Vec<MentionRow>| {
            for (rows, other) in [(&before, &entities[1]), (&after, &entities[0])] {
                for row in rows.iter().filter(|r| other.by_id(&r.entity).is_none()) {
                    let digests = mentions.digests.entry(row.entity.clone()).or_default();
                    digests.insert(digest.to_string());
                }
            }
            if !causes.is_same(digest) {
                return;
            }
            let mut places: BTreeMap<(u32, u32), Place> = BTreeMap::new();
            for row in before {
                let place = places.entry((row.start, row.end)).or_default();
                place.surface = row.surface;
                place.old.insert(row.entity);
            }
            for row in after {
                let place = places.entry((row.start, row.end)).or_default();
                place.surface = row.surface;
                place.new.insert(row.entity);
            }
            for place in places.into_values().filter(|p| p.old != p.new) {
                let link = (place.surface, joined(&place.old), joined(&place.new));
                let (places, digests) = links.entry(link).or_default();
                *places += 1;
                digests.insert(digest.to_string());
            }
        },
    )?;
    mentions.relinked = links
        .into_iter()
        .map(|((surface, from, to), (places, digests))| Relinked {
            surface,
            from,
            to,
            places,
            digests: digests.into_iter().collect(),
            why: causes.elsewhere(),
        })
        .collect();
    Ok(mentions)
}

/// What the two builds found at one place.
#[derive(Default)]
struct Place {
    surface: String,
    old: BTreeSet<String>,
    new: BTreeSet<String>,
}

fn joined(entities: &BTreeSet<String>) -> Option<String> {
    let names: Vec<&str> = entities.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| names.join(" "))
}
