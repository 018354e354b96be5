//! What is counted from the rest: items per entity and period, pairs that items name together → the named graph `derived`.
//!
//! Everyday questions read these counts; grouping raw mentions is slow on any SPARQL engine.

use super::Flush;
use super::named::Named;
use super::quad::{Term, Writer, entity_iri};
use super::vocab as v;
use crate::entity::Kind;
use crate::error::Result;
use crate::extract::Extract;
use crate::link::Registry;
use crate::text::date;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    pub(super) totals: HashMap<u32, Total>,
    pub(super) pairs: HashMap<(u32, u32), Pair>,
    /// Items per entity, per topic and in all, by period.
    pub(super) entities: HashMap<(u32, Period), u32>,
    pub(super) topics: HashMap<(String, Period), u32>,
    pub(super) items: BTreeMap<Period, u32>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    pub(super) items: u32,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
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

impl From<Pair> for Sum {
    fn from(pair: Pair) -> Self {
        Self {
            items: u64::from(pair.items),
            mentions: 0,
            first: pair.first,
            last: pair.last,
        }
    }
}

/// An entity of the derived graph.
pub(super) struct Counted<'a> {
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
            for &(entity, mentions) in &item.entities {
                let total = self.totals.entry(entity).or_default();
                total.add(item.number, mentions, item.date);
            }
            for pair in item.pairs {
                let count = self.pairs.entry(pair).or_default();
                count.items += 1;
                widen(&mut count.first, &mut count.last, item.date);
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

    /// The pairs that the derived graph has, sorted. `entities` are all entities by number.
    pub(super) fn pairs(&self, entities: &[Counted<'_>]) -> Vec<((u32, u32), Pair)> {
        let items = |n: u32| {
            entities
                .get(n as usize)
                .map_or(0, |e| u64::from(e.total.items))
        };
        let mut pairs: Vec<((u32, u32), Pair)> = self
            .pairs
            .iter()
            .map(|(pair, counted)| (*pair, *counted))
            .filter(|((a, b), pair)| Sum::from(*pair).is_told(items(*a), items(*b)))
            .collect();
        pairs.sort_unstable_by_key(|(pair, _)| *pair);
        pairs
    }

    /// Writes the named graph `derived`. Lines are sorted afterwards, so that the order of the hash maps does not show.
    pub(super) fn write(&self, entities: &[Counted<'_>], flush: &mut Flush<'_>) -> Result<()> {
        self.write_some(entities, &|_| true, flush)
    }

    /// The same with the totals of those entities alone whose numbers `wanted` takes.
    pub(super) fn write_some(
        &self,
        entities: &[Counted<'_>],
        wanted: &dyn Fn(u32) -> bool,
        flush: &mut Flush<'_>,
    ) -> Result<()> {
        let graph = graph();
        let mut out = Vec::new();
        for (_, entity) in (0u32..).zip(entities).filter(|(n, _)| wanted(*n)) {
            let sum = Sum::from(entity.total);
            write_entity(&mut Writer::new(&mut out, &graph), entity.id, &sum);
            flush(&mut out, false)?;
        }
        let entity = |number: u32| entities.get(number as usize);
        for ((a, b), pair) in self.pairs(entities) {
            if let (Some(a), Some(b)) = (entity(a), entity(b)) {
                let sum = Sum::from(pair);
                write_pair(&mut Writer::new(&mut out, &graph), a.id, b.id, &sum);
                flush(&mut out, false)?;
            }
        }
        for (period, items) in &self.items {
            let mut writer = Writer::new(&mut out, &graph);
            write_count(&mut writer, &Subject::All, *period, u64::from(*items));
        }
        let mut periods: Vec<_> = self.entities.iter().collect();
        periods.sort_unstable();
        for ((number, period), items) in periods {
            if let Some(entity) = entity(*number) {
                let mut writer = Writer::new(&mut out, &graph);
                let subject = Subject::Entity(entity.id);
                write_count(&mut writer, &subject, *period, u64::from(*items));
                flush(&mut out, false)?;
            }
        }
        let mut topics: Vec<_> = self.topics.iter().collect();
        topics.sort_unstable();
        for ((topic, period), items) in topics {
            let mut writer = Writer::new(&mut out, &graph);
            let subject = Subject::Topic(topic);
            write_count(&mut writer, &subject, *period, u64::from(*items));
        }
        flush(&mut out, true)
    }
}

pub(super) fn write_entity(writer: &mut Writer<'_>, id: &str, sum: &Sum) {
    let iri = entity_iri(id);
    writer.quad(&iri, v::ITEMS, Term::Number(sum.items));
    writer.quad(&iri, v::MENTION_COUNT, Term::Number(sum.mentions));
    if let Some(first) = sum.first {
        writer.quad(&iri, v::FIRST_SEEN, Term::Date(&first.to_string()));
    }
    if let Some(last) = sum.last {
        writer.quad(&iri, v::LAST_SEEN, Term::Date(&last.to_string()));
    }
}

pub(super) fn write_pair(writer: &mut Writer<'_>, a: &str, b: &str, sum: &Sum) {
    let node = format!("{}/with/{b}", entity_iri(a));
    writer.quad(&node, v::TYPE, Term::Iri(v::CO_MENTION));
    writer.quad(&node, v::BETWEEN, Term::Iri(&entity_iri(a)));
    writer.quad(&node, v::BETWEEN, Term::Iri(&entity_iri(b)));
    writer.quad(&node, v::ITEMS, Term::Number(sum.items));
    if let (Some(first), Some(last)) = (sum.first, sum.last) {
        writer.quad(&node, v::FIRST_SEEN, Term::Date(&first.to_string()));
        writer.quad(&node, v::LAST_SEEN, Term::Date(&last.to_string()));
    }
}

/// What items are counted of, by period.
pub(super) enum Subject<'a> {
    /// All items of the build.
    All,
    /// Those that name an entity.
    Entity(&'a str),
    /// Those that have a topic.
    Topic(&'a str),
}

pub(super) fn write_count(
    writer: &mut Writer<'_>,
    subject: &Subject<'_>,
    period: Period,
    items: u64,
) {
    let subject = match subject {
        Subject::All => format!("{}build", v::GRAPH),
        Subject::Entity(id) => entity_iri(id),
        Subject::Topic(id) => format!("{}{id}", v::TOPIC),
    };
    let (property, name) = period.name();
    let node = format!("{subject}/{name}");
    writer.quad(&node, v::TYPE, Term::Iri(v::COUNT));
    writer.quad(&node, v::COUNT_OF, Term::Iri(&subject));
    writer.quad(&node, property, Term::Text(&name));
    writer.quad(&node, v::ITEMS, Term::Number(items));
}

/// The IRI of the named graph.
pub(super) fn graph() -> String {
    format!("{}derived", v::GRAPH)
}
