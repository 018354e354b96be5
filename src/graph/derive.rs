//! What is counted from the rest: items per entity and period, pairs that items name together → the named graph `derived`.
//!
//! Everyday questions read these counts; grouping raw mentions is slow on any SPARQL engine.

use super::Flush;
use super::quad::{Term, Writer, entity_iri};
use super::vocab as v;
use crate::entity::Kind;
use crate::error::Result;
use crate::extract::Extract;
use crate::link::{Entity, Registry};
use crate::text::date;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An item that names more entities than this is a roundup: its pairs are counted within its passages only.
const ROUNDUP: usize = 32;

/// A single item that names two entities which both stand in more items than this tells nothing of the two: chance alone brings such
/// names together. In a large graph those pairs would be most of all quads.
const COMMON: u32 = 20;

/// Which entities one item names.
#[derive(Debug, Default, Clone)]
pub(crate) struct ItemNames {
    date: Option<Date>,
    entities: Vec<u32>,
    /// Pairs, the smaller number first.
    pairs: Vec<(u32, u32)>,
    topics: Vec<String>,
}

/// Finds what the items of an extract name.
pub(super) fn names(extract: &Extract, registry: &Registry) -> Vec<ItemNames> {
    let mut by_item: BTreeMap<u32, BTreeMap<u32, BTreeSet<u32>>> = BTreeMap::new();
    for surfaced in &extract.mentions {
        if let Some(number) = registry.entity_of(&surfaced.mention.meaning) {
            by_item
                .entry(surfaced.mention.item)
                .or_default()
                .entry(number)
                .or_default()
                .insert(surfaced.passage);
        }
    }
    extract
        .items
        .iter()
        .map(|item| {
            let mut named = by_item.remove(&item.number).unwrap_or_default();
            for citation in &item.citations {
                if let Some(paper) = registry.paper(citation) {
                    named.entry(paper).or_default();
                }
            }
            let topics: BTreeSet<String> = item
                .topics
                .iter()
                .filter_map(|t| Some(registry.topic_of(t)?.id.clone()))
                .collect();
            ItemNames {
                date: item.date,
                pairs: pairs(&named, registry),
                entities: named.into_keys().collect(),
                topics: topics.into_iter().collect(),
            }
        })
        .collect()
}

fn pairs(named: &BTreeMap<u32, BTreeSet<u32>>, registry: &Registry) -> Vec<(u32, u32)> {
    pairs_of(named, |n| {
        registry.entity(n).is_some_and(|e| e.kind != Kind::Other)
    })
}

/// The pairs that an item names together, the smaller number first. `named` has for each entity the passages that name it; `tells` says
/// which entities take part.
///
/// All pairs of an item count; but an item that names more than 32 entities is a roundup, and its pairs count within passages only.
pub fn pairs_of(
    named: &BTreeMap<u32, BTreeSet<u32>>,
    tells: impl Fn(u32) -> bool,
) -> Vec<(u32, u32)> {
    let telling: Vec<(u32, &BTreeSet<u32>)> = named
        .iter()
        .filter(|(n, _)| tells(**n))
        .map(|(n, passages)| (*n, passages))
        .collect();
    let mut pairs = Vec::new();
    if telling.len() <= ROUNDUP {
        for (i, (a, _)) in telling.iter().enumerate() {
            pairs.extend(telling[i + 1..].iter().map(|(b, _)| (*a, *b)));
        }
        return pairs;
    }
    let mut by_passage: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, passages) in &telling {
        for passage in *passages {
            by_passage.entry(*passage).or_default().push(*number);
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
#[derive(Debug, Default)]
pub struct Counts {
    pairs: HashMap<(u32, u32), Pair>,
    /// Items per entity, per topic and in all, by period.
    entities: HashMap<(u32, Period), u32>,
    topics: HashMap<(String, Period), u32>,
    items: BTreeMap<Period, u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    items: u32,
    first: Option<Date>,
    last: Option<Date>,
}

/// A week, a month or a year, by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Period {
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

    fn name(self) -> (&'static str, String) {
        match self {
            Period::Week(day) => (v::WEEK, date::iso_week(day)),
            Period::Month(day) => (v::MONTH, date::month(day)),
            Period::Year(day) => (v::YEAR, date::year(day)),
        }
    }
}

impl Counts {
    /// Adds the items of one digest.
    pub(crate) fn add(&mut self, items: Vec<ItemNames>) {
        for item in items {
            for pair in item.pairs {
                let count = self.pairs.entry(pair).or_default();
                count.items += 1;
                if let Some(day) = item.date {
                    count.first = Some(count.first.map_or(day, |f| f.min(day)));
                    count.last = Some(count.last.map_or(day, |l| l.max(day)));
                }
            }
            let Some(day) = item.date else { continue };
            for period in Period::all(day) {
                *self.items.entry(period).or_default() += 1;
                for &entity in &item.entities {
                    *self.entities.entry((entity, period)).or_default() += 1;
                }
                for topic in &item.topics {
                    *self.topics.entry((topic.clone(), period)).or_default() += 1;
                }
            }
        }
    }

    /// Writes the named graph `derived`. Lines are sorted afterwards, so that the order of the hash maps does not show.
    pub(super) fn write(&self, registry: &Registry, flush: &mut Flush<'_>) -> Result<()> {
        let graph = format!("{}derived", v::GRAPH);
        let mut out = Vec::new();
        for entity in &registry.entities {
            write_entity(&mut Writer::new(&mut out, &graph), entity);
            flush(&mut out, false)?;
        }
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        pairs.sort_unstable_by_key(|(pair, _)| **pair);
        for ((a, b), pair) in pairs {
            if let (Some(a), Some(b)) = (registry.entity(*a), registry.entity(*b)) {
                if pair.items == 1 && a.items > COMMON && b.items > COMMON {
                    continue;
                }
                write_pair(&mut Writer::new(&mut out, &graph), &a.id, &b.id, pair);
                flush(&mut out, false)?;
            }
        }
        let build = format!("{}build", v::GRAPH);
        for (period, items) in &self.items {
            write_count(&mut Writer::new(&mut out, &graph), &build, *period, *items);
        }
        let mut entities: Vec<_> = self.entities.iter().collect();
        entities.sort_unstable();
        for ((number, period), items) in entities {
            if let Some(entity) = registry.entity(*number) {
                let subject = entity_iri(&entity.id);
                write_count(
                    &mut Writer::new(&mut out, &graph),
                    &subject,
                    *period,
                    *items,
                );
                flush(&mut out, false)?;
            }
        }
        let mut topics: Vec<_> = self.topics.iter().collect();
        topics.sort_unstable();
        for ((topic, period), items) in topics {
            let subject = format!("{}{topic}", v::TOPIC);
            write_count(
                &mut Writer::new(&mut out, &graph),
                &subject,
                *period,
                *items,
            );
        }
        flush(&mut out, true)
    }
}

fn write_entity(writer: &mut Writer<'_>, entity: &Entity) {
    let iri = entity_iri(&entity.id);
    writer.quad(&iri, v::ITEMS, Term::Number(u64::from(entity.items)));
    writer.quad(
        &iri,
        v::MENTION_COUNT,
        Term::Number(u64::from(entity.mentions)),
    );
    if let Some(first) = entity.first {
        writer.quad(&iri, v::FIRST_SEEN, Term::Date(&first.to_string()));
    }
    if let Some(last) = entity.last {
        writer.quad(&iri, v::LAST_SEEN, Term::Date(&last.to_string()));
    }
}

fn write_pair(writer: &mut Writer<'_>, a: &str, b: &str, pair: &Pair) {
    let node = format!("{}/with/{b}", entity_iri(a));
    writer.quad(&node, v::TYPE, Term::Iri(v::CO_MENTION));
    writer.quad(&node, v::BETWEEN, Term::Iri(&entity_iri(a)));
    writer.quad(&node, v::BETWEEN, Term::Iri(&entity_iri(b)));
    writer.quad(&node, v::ITEMS, Term::Number(u64::from(pair.items)));
    if let (Some(first), Some(last)) = (pair.first, pair.last) {
        writer.quad(&node, v::FIRST_SEEN, Term::Date(&first.to_string()));
        writer.quad(&node, v::LAST_SEEN, Term::Date(&last.to_string()));
    }
}

fn write_count(writer: &mut Writer<'_>, subject: &str, period: Period, items: u32) {
    let (property, name) = period.name();
    let node = format!("{subject}/{name}");
    writer.quad(&node, v::TYPE, Term::Iri(v::COUNT));
    writer.quad(&node, v::COUNT_OF, Term::Iri(subject));
    writer.quad(&node, property, Term::Text(&name));
    writer.quad(&node, v::ITEMS, Term::Number(u64::from(items)));
}
