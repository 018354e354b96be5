//! Counts → the lines of the named graph `derived`, in order, made when they are asked for: they are most of a large graph, so they are
//! neither held nor sorted.

use super::Flush;
use super::derive::{Counted, Counts, Period, Sum, is_told};
use super::pairs::{Row, Spilled};
use super::quad::{Term, Writer, entity_iri};
use super::sorter::{Made, sort_lines};
use super::vocab as v;
use crate::error::Result;
use crate::text::date;
use rayon::slice::ParallelSliceMut;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Bytes that are made at once.
const CHUNK: usize = 64 << 10;

/// What the graph tells, sorted as its lines are.
///
/// Two characters decide where an IRI's line stands among those that begin alike: the `>` at its end and the `/` before what stands below it.
/// Ids are of `a-z`, `0-9`, `.` and `-`, so that all lines below one IRI stand together.
pub(crate) struct Derived<'a> {
    entities: Vec<Counted<'a>>,
    /// The numbers of the entities in the order of their own lines.
    own: Vec<u32>,
    /// And in that of the lines below their IRIs.
    below: Vec<u32>,
    pairs: Vec<Row>,
    periods: Vec<((u32, Period), u32)>,
    /// Of all items, and of those of a topic.
    items: BTreeMap<Period, u32>,
    topics: BTreeMap<(String, Period), u32>,
}

/// The numbers of entities in the order of their ids, each followed by `end`.
fn order(entities: &[Counted<'_>], end: u8) -> Vec<u32> {
    let mut order: Vec<(u32, &str)> = (0u32..).zip(entities.iter().map(|e| e.id)).collect();
    order.par_sort_unstable_by(|(_, a), (_, b)| compare(a, b, end));
    order.into_iter().map(|(number, _)| number).collect()
}

/// How two ids compare where each is followed by `end`, which is in none of them.
fn compare(a: &str, b: &str, end: u8) -> Ordering {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let both = a.len().min(b.len());
    let next = |id: &[u8]| id.get(both).copied().unwrap_or(end);
    a.iter()
        .take(both)
        .cmp(b.iter().take(both))
        .then_with(|| next(a).cmp(&next(b)))
}

/// For each number its place in an order.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, number) in (0u32..).zip(order) {
        if let Some(to) = places.get_mut(*number as usize) {
            *to = place;
        }
    }
    places
}

impl<'a> Derived<'a> {
    /// What `counts`, and the pairs that were spilled from them, tell of entities, which are all of them by number.
    pub(crate) fn new(
        counts: Counts,
        spilled: Spilled,
        entities: Vec<Counted<'a>>,
    ) -> Result<Self> {
        let (own, below) = rayon::join(|| order(&entities, b'>'), || order(&entities, b'/'));
        let (first, second) = (places(&below), places(&own));
        let mut pairs = Vec::new();
        spilled.merge(counts.pairs, |row| {
            if is_told(&row, &entities) {
                pairs.push(row);
            }
        })?;
        pairs.par_sort_unstable_by_key(|row| {
            let at = |places: &[u32], n: u32| places.get(n as usize).copied();
            let (a, b) = row.pair();
            (at(&first, a), at(&second, b))
        });
        let mut periods: Vec<_> = counts.entities.into_iter().collect();
        periods.par_sort_unstable();
        Ok(Self {
            entities,
            own,
            below,
            pairs,
            periods,
            items: counts.items,
            topics: counts.topics,
        })
    }

    /// The lines of entities, but for the totals of those whose numbers `wanted` does not take.
    pub(crate) fn made<'s>(&'s self, wanted: &'s dyn Fn(u32) -> bool) -> Vec<Made<'s>> {
        let mut own = self.own.iter().copied().filter(|n| wanted(*n));
        let totals = move |out: &mut Vec<u8>| {
            while out.len() < CHUNK
                && let Some(number) = own.next()
            {
                if let Some(entity) = self.entity(number) {
                    let sum = Sum::from(entity.total);
                    write_entity(&mut Writer::new(out, &graph()), entity.id, &sum);
                }
            }
            !out.is_empty()
        };
        let mut below = self.below.iter();
        let mut ties: &[Row] = &[];
        let mut rest = self.pairs.as_slice();
        let counted = move |out: &mut Vec<u8>| {
            while out.len() < CHUNK {
                if let Some((tie, others)) = ties.split_first() {
                    ties = others;
                    self.pair(tie, out);
                } else if let Some(number) = below.next() {
                    self.periods(*number, out);
                    let count = rest
                        .iter()
                        .take_while(|row| row.pair().0 == *number)
                        .count();
                    (ties, rest) = rest.split_at(count);
                } else {
                    break;
                }
            }
            !out.is_empty()
        };
        vec![Box::new(totals), Box::new(counted)]
    }

    /// The lines of topics and of the build itself, in no order.
    pub(crate) fn write_others(&self, flush: &mut Flush<'_>) -> Result<()> {
        let mut out = Vec::new();
        let graph = graph();
        for (period, items) in &self.items {
            let mut writer = Writer::new(&mut out, &graph);
            write_count(&mut writer, &Subject::All, *period, u64::from(*items));
        }
        for ((topic, period), items) in &self.topics {
            let mut writer = Writer::new(&mut out, &graph);
            let subject = Subject::Topic(topic);
            write_count(&mut writer, &subject, *period, u64::from(*items));
            flush(&mut out, false)?;
        }
        flush(&mut out, true)
    }

    /// All lines, in no order, but for the totals of those entities whose numbers `wanted` does not take.
    pub(super) fn write(&self, wanted: &dyn Fn(u32) -> bool, flush: &mut Flush<'_>) -> Result<()> {
        let mut out = Vec::new();
        for mut made in self.made(wanted) {
            let mut chunk = Vec::new();
            while made(&mut chunk) {
                out.append(&mut chunk);
                flush(&mut out, false)?;
            }
        }
        flush(&mut out, true)?;
        self.write_others(flush)
    }

    fn entity(&self, number: u32) -> Option<&Counted<'a>> {
        self.entities.get(number as usize)
    }

    fn pair(&self, row: &Row, out: &mut Vec<u8>) {
        let (a, b) = row.pair();
        if let (Some(a), Some(b)) = (self.entity(a), self.entity(b)) {
            write_pair(&mut Writer::new(out, &graph()), a.id, b.id, &row.sum());
        }
    }

    /// An entity's periods are few: they are sorted as lines.
    fn periods(&self, number: u32, out: &mut Vec<u8>) {
        let from = self.periods.partition_point(|((n, _), _)| *n < number);
        let rest = self.periods.get(from..).unwrap_or_default();
        let Some(entity) = self.entity(number) else {
            return;
        };
        let (subject, graph, mut lines) = (Subject::Entity(entity.id), graph(), Vec::new());
        for ((_, period), items) in rest.iter().take_while(|((n, _), _)| *n == number) {
            let mut writer = Writer::new(&mut lines, &graph);
            write_count(&mut writer, &subject, *period, u64::from(*items));
        }
        out.extend(sort_lines(&lines));
    }
}

/// Writes an entity's totals, in the order of their lines.
pub(super) fn write_entity(writer: &mut Writer<'_>, id: &str, sum: &Sum) {
    let iri = entity_iri(id);
    if let Some(first) = sum.first {
        writer.quad(&iri, v::FIRST_SEEN, Term::Date(&first.to_string()));
    }
    writer.quad(&iri, v::ITEMS, Term::Number(sum.items));
    if let Some(last) = sum.last {
        writer.quad(&iri, v::LAST_SEEN, Term::Date(&last.to_string()));
    }
    writer.quad(&iri, v::MENTION_COUNT, Term::Number(sum.mentions));
}

/// Writes a pair, in the order of its lines.
pub(super) fn write_pair(writer: &mut Writer<'_>, a: &str, b: &str, sum: &Sum) {
    let (first, second) = (entity_iri(a), entity_iri(b));
    let node = format!("{first}/with/{b}");
    writer.quad(&node, v::TYPE, Term::Iri(v::CO_MENTION));
    let [one, other] = if compare(a, b, b'>').is_lt() {
        [&first, &second]
    } else {
        [&second, &first]
    };
    writer.quad(&node, v::BETWEEN, Term::Iri(one));
    writer.quad(&node, v::BETWEEN, Term::Iri(other));
    let dates = sum.first.zip(sum.last);
    if let Some((first, _)) = dates {
        writer.quad(&node, v::FIRST_SEEN, Term::Date(&first.to_string()));
    }
    writer.quad(&node, v::ITEMS, Term::Number(sum.items));
    if let Some((_, last)) = dates {
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

/// Writes the count of a period.
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
    let (property, name) = match period {
        Period::Week(day) => (v::WEEK, date::iso_week(day)),
        Period::Month(day) => (v::MONTH, date::month(day)),
        Period::Year(day) => (v::YEAR, date::year(day)),
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::derive::ItemNames;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the ids are, lines come in the order of their bytes.
        #[test]
        fn lines_are_made_in_order(
            ids in prop::collection::btree_set("[az0.-]{1,3}", 2..12),
            items in prop::collection::vec((prop::collection::btree_set(0u32..12, 0..5), 0i8..40), 0..12),
        ) {
            let mut counts = Counts::default();
            for (named, day) in items {
                let named: Vec<u32> = named.into_iter().filter(|n| (*n as usize) < ids.len()).collect();
                let mut pairs = Vec::new();
                for (i, a) in named.iter().enumerate() {
                    pairs.extend(named[i + 1..].iter().map(|b| (*a, *b)));
                }
                counts.add(vec![ItemNames {
                    number: 1,
                    date: jiff::civil::Date::new(2026, 1 + day / 28, 1 + day % 28).ok(),
                    entities: named.into_iter().map(|n| (n, 1)).collect(),
                    pairs,
                    topics: Vec::new(),
                }]);
            }
            let total = |n: usize| counts.totals.get(&(n as u32)).copied().unwrap_or_default();
            let entities = ids.iter().enumerate().map(|(n, id)| Counted { id, total: total(n) });
            let entities = entities.collect();
            let derived = Derived::new(counts, Spilled::default(), entities).unwrap();
            for mut made in derived.made(&|_| true) {
                let (mut all, mut chunk) = (Vec::new(), Vec::new());
                while made(&mut chunk) {
                    all.append(&mut chunk);
                }
                prop_assert_eq!(String::from_utf8(sort_lines(&all)).unwrap(), String::from_utf8(all).unwrap());
            }
        }
    }
}
