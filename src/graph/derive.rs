//! What is counted from the rest: items per entity and period, pairs that items name together. [`super::derived`] writes it.
//!
//! Everyday questions read these counts; grouping raw mentions is slow on any SPARQL engine.

use super::named::Named;
use super::pairs::{Pairs, Row};
use crate::entity::Kind;
use crate::extract::Extract;
use crate::link::Registry;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An item that names more entities than this is a roundup: its pairs are counted within its passages only.
pub(super) const ROUNDUP: usize = 32;

/// A single item that names two entities which both stand in more items than this tells nothing of the two: chance alone brings such
/// names together. In a large graph those pairs would be most of all quads.
pub(super) const COMMON: u32 = 20;

/// Which entities one item names.
#[derive(Debug, Default, Clone)]
pub(crate) struct ItemNames {
    /// Its number; 0 is the digest's head, which is no item.
    pub(super) number: u32,
    pub(super) date: Option<Date>,
    /// Each with how often it is named; 0 for a paper that is only cited.
    pub(super) entities: Vec<(u32, u32)>,
    /// Pairs, the smaller number first.
    pub(super) pairs: Vec<(u32, u32)>,
    pub(super) topics: Vec<String>,
}

/// Finds what the head and the items of an extract name.
pub(super) fn names(extract: &Extract, registry: &Registry) -> Vec<ItemNames> {
    let mut by_item: BTreeMap<u32, Vec<(u32, Option<u32>)>> = BTreeMap::new();
    let mut often: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for surfaced in &extract.mentions {
        let item = surfaced.mention.item;
        if let Some(number) = registry.entity_of(&surfaced.mention.meaning) {
            *often.entry((item, number)).or_default() += 1;
            let named = by_item.entry(item).or_default();
            named.push((number, Some(surfaced.passage)));
        }
    }
    let counted = |item: u32, named: &Named| -> Vec<(u32, u32)> {
        named
            .entities()
            .map(|entity| (entity, often.get(&(item, entity)).copied().unwrap_or(0)))
            .collect()
    };
    let in_head: Named = by_item.remove(&0).into_iter().flatten().collect();
    let head = ItemNames {
        date: extract.date,
        entities: counted(0, &in_head),
        ..ItemNames::default()
    };
    let items = extract.items.iter().map(|item| {
        let papers = item.citations.iter().filter_map(|c| registry.paper(c));
        let mentioned = by_item.remove(&item.number).into_iter().flatten();
        let named: Named = mentioned.chain(papers.map(|p| (p, None))).collect();
        let topics: BTreeSet<String> = item
            .topics
            .iter()
            .filter_map(|t| Some(registry.topic_of(t)?.id.clone()))
            .collect();
        ItemNames {
            number: item.number,
            date: item.date,
            pairs: pairs(&named, registry),
            entities: counted(item.number, &named),
            topics: topics.into_iter().collect(),
        }
    });
    [head].into_iter().chain(items).collect()
}

fn pairs(named: &Named, registry: &Registry) -> Vec<(u32, u32)> {
    pairs_of(named, |n| {
        registry.entity(n).is_some_and(|e| e.kind != Kind::Other)
    })
}

/// The pairs that an item names together, the smaller number first; `tells` says which entities take part.
///
/// All pairs of an item count; but an item that names more than 32 entities is a roundup, and its pairs count within passages only.
pub fn pairs_of(named: &Named, tells: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
    let telling: Vec<u32> = named.entities().filter(|n| tells(*n)).collect();
    let mut pairs = Vec::new();
    if telling.len() <= ROUNDUP {
        for (i, a) in telling.iter().enumerate() {
            pairs.extend(telling[i + 1..].iter().map(|b| (*a, *b)));
        }
        return pairs;
    }
    let mut by_passage: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, passage) in named.places() {
        if let Some(passage) = passage.filter(|_| telling.binary_search(&number).is_ok()) {
            by_passage.entry(passage).or_default().push(number);
        }
    }
    for names in by_passage.values().filter(|n| n.len() <= ROUNDUP) {
        for (i, a) in names.iter().enumerate() {
            pairs.extend(names[i + 1..].iter().map(|b| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The counts of a graph.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    pub(super) totals: FxHashMap<u32, Total>,
    pub(crate) pairs: Pairs,
    /// Items per entity, per topic and in all, by period.
    pub(super) entities: FxHashMap<(u32, Period), u32>,
    pub(super) topics: BTreeMap<(String, Period), u32>,
    pub(super) items: BTreeMap<Period, u32>,
}

/// What is counted of one entity over all digests.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    /// Items that name it.
    pub(super) items: u32,
    /// How often it is named.
    pub(super) mentions: u32,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
}

impl Total {
    /// Counts what one item, or a digest's head, says.
    pub(super) fn add(&mut self, item: u32, mentions: u32, date: Option<Date>) {
        self.items += u32::from(item > 0);
        self.mentions += mentions;
        widen(&mut self.first, &mut self.last, date);
    }
}

fn widen(first: &mut Option<Date>, last: &mut Option<Date>, date: Option<Date>) {
    if let Some(day) = date {
        *first = Some(first.map_or(day, |f| f.min(day)));
        *last = Some(last.map_or(day, |l| l.max(day)));
    }
}

/// What is counted of an entity or a pair over any number of digests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    /// Items that name it.
    pub(super) items: u64,
    /// How often it is named; 0 for a pair.
    pub(super) mentions: u64,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
}

impl Sum {
    pub(super) fn add(&mut self, other: Self) {
        self.items += other.items;
        self.mentions += other.mentions;
        widen(&mut self.first, &mut self.last, other.first);
        widen(&mut self.first, &mut self.last, other.last);
    }

    /// Says whether the derived graph has a pair with this sum, given those of its two entities.
    pub(super) fn is_told(&self, a: u64, b: u64) -> bool {
        self.items > 1 || a <= u64::from(COMMON) || b <= u64::from(COMMON)
    }
}

impl From<Total> for Sum {
    fn from(total: Total) -> Self {
        Self {
            items: u64::from(total.items),
            mentions: u64::from(total.mentions),
            first: total.first,
            last: total.last,
        }
    }
}

/// An entity of the derived graph.
pub(crate) struct Counted<'a> {
    /// The local part of its IRI.
    pub(super) id: &'a str,
    /// Its counts.
    pub(super) total: Total,
}

/// A week, a month or a year, by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Period {
    Week(Date),
    Month(Date),
    Year(Date),
}

impl Period {
    fn all(day: Date) -> [Period; 3] {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        let monday = day.checked_sub(jiff::Span::new().days(back)).unwrap_or(day);
        [
            Period::Week(monday),
            Period::Month(day.first_of_month()),
            Period::Year(day.first_of_year()),
        ]
    }
}

impl Counts {
    /// Adds the items of one digest.
    pub(crate) fn add(&mut self, items: Vec<ItemNames>) {
        for item in items {
            for &(entity, mentions) in &item.entities {
                let total = self.totals.entry(entity).or_default();
                total.add(item.number, mentions, item.date);
            }
            for pair in item.pairs {
                self.pairs.add(pair, item.date);
            }
            let Some(day) = item.date.filter(|_| item.number > 0) else {
                continue;
            };
            for period in Period::all(day) {
                *self.items.entry(period).or_default() += 1;
                for &(entity, _) in &item.entities {
                    *self.entities.entry((entity, period)).or_default() += 1;
                }
                for topic in &item.topics {
                    *self.topics.entry((topic.clone(), period)).or_default() += 1;
                }
            }
        }
    }

    /// Gives the entities of a registry their counts. What linking adds up name by name counts an item twice that names an entity by two
    /// names; here each item counts once.
    pub(crate) fn settle(&self, registry: &mut Registry) {
        for (number, entity) in (0u32..).zip(&mut registry.entities) {
            let total = self.totals.get(&number).copied().unwrap_or_default();
            entity.items = total.items;
            entity.mentions = total.mentions;
            entity.first = total.first;
            entity.last = total.last;
        }
    }
}

/// Says whether the derived graph has a pair. `entities` are all entities by number.
pub(super) fn is_told(row: &Row, entities: &[Counted<'_>]) -> bool {
    let items = |n: u32| {
        let entity = entities.get(n as usize);
        entity.map_or(0, |e| u64::from(e.total.items))
    };
    let (a, b) = row.pair();
    row.sum().is_told(items(a), items(b))
}
