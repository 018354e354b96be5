//! What pages look up, put in order once: per entity about 8 bytes for each item that names it, 8 for each of at most 48 neighbours.

use super::claim::Claims;
use super::names::Names;
use super::occurrence::Occurrences;
use super::rows::Rows;
use super::texts::{Gatherer, Texts};
use crate::error::Result;
use crate::graph::{Built, read, ties};
use crate::lexicon::Lexicon;
use crate::text::{date, fold};
use memchr::memmem;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

/// Neighbours kept of an entity, those first that most items name with it.
const NEIGHBOURS: usize = 48;

/// A day that an item without a date has.
pub(super) const NO_DAY: i32 = i32::MIN;

/// The index of a graph.
#[derive(Debug)]
pub(super) struct Index {
    /// Items that name an entity, the newest first, as places in [`Built::items`].
    pub(super) items_of: Rows<u32>,
    /// Entities named together with an entity, and how many items name both; most items first.
    pub(super) near: Rows<(u32, u32)>,
    /// What belongs to an entity by the dictionaries.
    pub(super) owned: Rows<u32>,
    /// What digests claim.
    pub(super) claims: Claims,
    /// What each item names where.
    pub(super) occurrences: Occurrences,
    /// All spellings.
    pub(super) names: Names,
    /// Items, the newest first.
    pub(super) newest: Vec<u32>,
    /// The day of each item, counted from 1970-01-01.
    pub(super) days: Vec<i32>,
    /// Topics by id, sorted, each with its items, the newest first.
    topics: Vec<(String, Vec<u32>)>,
    /// The section and the importance of each item, by number.
    told: Vec<[u32; 2]>,
    texts: Texts,
    /// The folded headings, a line each, and where each begins.
    headings: String,
    heading_starts: Vec<u32>,
}

#[derive(Deserialize)]
struct ItemRow {
    digest: String,
    item: u32,
    section: String,
    importance: String,
}

impl Index {
    pub(super) fn open(dir: &Path, built: &Built, lexicon: &Lexicon) -> Result<Self> {
        let days: Vec<i32> = built
            .items
            .iter()
            .map(|item| {
                item.date
                    .and_then(|day| i32::try_from(date::days(day)).ok())
                    .unwrap_or(NO_DAY)
            })
            .collect();
        let day = |place: u32| days.get(place as usize).copied().unwrap_or(NO_DAY);
        let mut newest: Vec<u32> = (0u32..).zip(&built.items).map(|(n, _)| n).collect();
        newest.sort_by_key(|n| (Reverse(day(*n)), *n));
        let mut named: Vec<(u32, u32)> = Vec::new();
        let mut topics: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for place in &newest {
            let Some(item) = built.items.get(*place as usize) else {
                continue;
            };
            named.extend(item.named.entities().map(|entity| (entity, *place)));
            for topic in &item.topics {
                topics.entry(topic).or_default().push(*place);
            }
        }
        let mut texts = Gatherer::default();
        let empty = texts.number("");
        let mut told = vec![[empty; 2]; built.items.len()];
        read(dir, "items.csv", |row: ItemRow| {
            let place = super::occurrence::place(built, &row.digest, row.item);
            if let Some(told) = place.and_then(|p| told.get_mut(p as usize)) {
                *told = [texts.number(&row.section), texts.number(&row.importance)];
            }
            Ok(())
        })?;
        let mut headings = String::from("\n");
        let mut heading_starts = Vec::with_capacity(built.items.len());
        for item in &built.items {
            heading_starts.push(u32::try_from(headings.len()).unwrap_or(u32::MAX));
            headings.extend(fold::text(&item.heading).chars().filter(|c| *c != '\n'));
            headings.push('\n');
        }
        Ok(Self {
            items_of: Rows::new(built.entities.len(), &named),
            near: near(built),
            owned: owned(built, lexicon),
            claims: Claims::open(dir, built)?,
            occurrences: Occurrences::open(dir, built)?,
            names: Names::new(built, lexicon),
            topics: topics
                .into_iter()
                .map(|(topic, items)| (topic.to_string(), items))
                .collect(),
            newest,
            days,
            told,
            texts: texts.finish(),
            headings,
            heading_starts,
        })
    }

    /// The topics with their items, sorted by id.
    pub(super) fn topics(&self) -> &[(String, Vec<u32>)] {
        &self.topics
    }

    /// The items of a topic; none where no item has it.
    pub(super) fn topic(&self, id: &str) -> Option<&[u32]> {
        let place = self.topics.binary_search_by(|(t, _)| t.as_str().cmp(id));
        place
            .ok()
            .and_then(|p| Some(self.topics.get(p)?.1.as_slice()))
    }

    /// The section that an item stands in, and what it says of its importance.
    pub(super) fn told(&self, item: u32) -> [&str; 2] {
        let numbers = self.told.get(item as usize).copied();
        numbers.map_or([""; 2], |numbers| numbers.map(|n| self.texts.get(n)))
    }

    /// The items whose headings have a text, the newest first, and how many there are.
    pub(super) fn headed(&self, text: &str, most: usize) -> (Vec<u32>, usize) {
        let key = fold::text(text.trim());
        if key.chars().count() < 2 || key.contains('\n') {
            return (Vec::new(), 0);
        }
        let mut found: Vec<u32> = memmem::find_iter(self.headings.as_bytes(), key.as_bytes())
            .filter_map(|at| {
                let after = self.heading_starts.partition_point(|s| *s as usize <= at);
                u32::try_from(after.checked_sub(1)?).ok()
            })
            .collect();
        found.dedup();
        let all = found.len();
        let day = |place: u32| self.days.get(place as usize).copied().unwrap_or(NO_DAY);
        found.sort_by_key(|n| (Reverse(day(*n)), *n));
        found.truncate(most);
        (found, all)
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let topics: usize = self
            .topics
            .iter()
            .map(|(id, items)| id.capacity() + items.capacity() * 4 + 48)
            .sum();
        self.items_of.bytes()
            + self.near.bytes()
            + self.owned.bytes()
            + self.claims.bytes()
            + self.occurrences.bytes()
            + self.names.bytes()
            + (self.newest.capacity() + self.days.capacity() + self.heading_starts.capacity()) * 4
            + self.told.capacity() * 8
            + self.texts.bytes()
            + self.headings.capacity()
            + topics
    }
}

/// Who is named with whom, the strongest of each.
fn near(built: &Built) -> Rows<(u32, u32)> {
    let mut pairs: Vec<(u32, (u32, u32))> = ties(built)
        .into_iter()
        .flat_map(|t| [(t.a, (t.b, t.items)), (t.b, (t.a, t.items))])
        .collect();
    pairs.sort_unstable_by_key(|(one, (other, items))| (*one, Reverse(*items), *other));
    let mut kept = 0;
    let mut last = None;
    pairs.retain(|(one, _)| {
        if last != Some(*one) {
            last = Some(*one);
            kept = 0;
        }
        kept += 1;
        kept <= NEIGHBOURS
    });
    Rows::new(built.entities.len(), &pairs)
}

/// What is made, owned or employed by whom, as the dictionaries say.
fn owned(built: &Built, lexicon: &Lexicon) -> Rows<u32> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (number, entity) in (0u32..).zip(&built.entities) {
        let row = lexicon.by_id(&entity.id).and_then(|n| lexicon.entity(n));
        let owners = row.into_iter().flat_map(|row| &row.of);
        pairs.extend(owners.filter_map(|id| Some((built.by_id(id)?, number))));
    }
    Rows::new(built.entities.len(), &pairs)
}
