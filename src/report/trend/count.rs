//! A built graph → its texts by day, each once, and the texts that name each entity: made once for any number of periods.

use super::near;
use super::period::Period;
use crate::entity::Kind;
use crate::graph::{Built, Named, pairs_of};
use crate::text::date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A text: an item, or several that tell the same.
#[derive(Debug)]
pub(super) struct Text {
    /// Days since 1970 of the first of them.
    pub(super) day: i64,
    /// Their places among the items; the first speaks for them.
    pub(super) places: Vec<usize>,
    /// Their digests, by number.
    pub(super) digests: Vec<u32>,
    /// The entities they name.
    pub(super) named: Vec<u32>,
}

/// The texts of a graph.
#[derive(Debug)]
pub(super) struct Index<'a> {
    pub(super) built: &'a Built,
    /// Dated texts, by day.
    pub(super) texts: Vec<Text>,
    /// By entity: the texts that name it, in order.
    by_entity: Vec<Vec<u32>>,
    /// Namings in the texts before each.
    namings: Vec<u32>,
}

impl<'a> Index<'a> {
    /// Gathers the texts.
    pub(super) fn new(built: &'a Built) -> Self {
        let mut digests: BTreeMap<&str, u32> = BTreeMap::new();
        let mut texts: BTreeMap<usize, Text> = BTreeMap::new();
        for (place, first) in near::groups(built).into_iter().enumerate() {
            let item = &built.items[place];
            let number = u32::try_from(digests.len()).unwrap_or(u32::MAX);
            let digest = *digests.entry(&item.digest).or_insert(number);
            let Some(day) = item.date.map(date::days) else {
                continue;
            };
            let text = texts.entry(first).or_insert_with(|| Text {
                day,
                places: Vec::new(),
                digests: Vec::new(),
                named: Vec::new(),
            });
            text.day = text.day.min(day);
            text.places.push(place);
            text.digests.push(digest);
            text.named.extend(item.named.entities());
        }
        let mut texts: Vec<Text> = texts.into_values().collect();
        texts.sort_by_key(|t| (t.day, t.places[0]));
        let mut by_entity = vec![Vec::new(); built.entities.len()];
        for (number, text) in (0u32..).zip(&mut texts) {
            for list in [&mut text.digests, &mut text.named] {
                list.sort_unstable();
                list.dedup();
            }
            for entity in &text.named {
                if let Some(list) = by_entity.get_mut(*entity as usize) {
                    list.push(number);
                }
            }
        }
        let mut sum = 0u32;
        let mut namings = vec![0];
        for text in &texts {
            sum = sum.saturating_add(u32::try_from(text.named.len()).unwrap_or(u32::MAX));
            namings.push(sum);
        }
        Self {
            built,
            texts,
            by_entity,
            namings,
        }
    }

    /// Namings in all texts before one.
    pub(super) fn namings(&self, end: u32) -> u32 {
        self.namings[end as usize]
    }

    /// The texts of a period.
    pub(super) fn range(&self, period: Period) -> Range<u32> {
        let place = |day: i64| {
            let at = self.texts.partition_point(|t| t.day < day);
            u32::try_from(at).unwrap_or(u32::MAX)
        };
        place(date::days(period.from))..place(date::days(period.to) + 1)
    }

    /// The texts of a range that name an entity.
    pub(super) fn of(&self, entity: u32, range: &Range<u32>) -> &[u32] {
        let list = self
            .by_entity
            .get(entity as usize)
            .map_or(&[][..], Vec::as_slice);
        let from = list.partition_point(|t| *t < range.start);
        let to = list.partition_point(|t| *t < range.end);
        &list[from..to]
    }

    pub(super) fn text(&self, number: u32) -> &Text {
        &self.texts[number as usize]
    }

    /// The entities that a range names, each with its texts.
    pub(super) fn entities(&self, range: &Range<u32>) -> BTreeMap<u32, &[u32]> {
        let named: BTreeSet<u32> = self
            .slice(range)
            .iter()
            .flat_map(|t| t.named.iter().copied())
            .collect();
        named.into_iter().map(|n| (n, self.of(n, range))).collect()
    }

    /// The texts themselves.
    pub(super) fn slice(&self, range: &Range<u32>) -> &[Text] {
        &self.texts[range.start as usize..range.end as usize]
    }

    /// The pairs that a range names together, each with its texts.
    pub(super) fn pairs(&self, range: &Range<u32>) -> BTreeMap<(u32, u32), Vec<u32>> {
        let mut all: Vec<((u32, u32), u32)> = Vec::new();
        for number in range.clone() {
            all.extend(self.pairs_of_text(number).into_iter().map(|p| (p, number)));
        }
        all.sort_unstable();
        let mut pairs: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
        for group in all.chunk_by(|a, b| a.0 == b.0) {
            pairs.insert(group[0].0, group.iter().map(|(_, t)| *t).collect());
        }
        pairs
    }

    fn pairs_of_text(&self, number: u32) -> Vec<(u32, u32)> {
        /// More passages than any item has.
        const APART: u32 = 1 << 20;
        let places = &self.text(number).places;
        let tells = |n: u32| is_core(self.built, n);
        if let [place] = places.as_slice() {
            return pairs_of(&self.built.items[*place].named, tells);
        }
        let named: Named = (0u32..)
            .zip(places)
            .flat_map(|(k, place)| {
                let places = self.built.items[*place].named.places();
                let apart = move |p: u32| p.wrapping_add(k.wrapping_mul(APART));
                places.map(move |(entity, passage)| (entity, passage.map(apart)))
            })
            .collect();
        pairs_of(&named, tells)
    }

    /// Distinct digests of some texts.
    pub(super) fn digests(&self, texts: &[u32]) -> u32 {
        let digests: BTreeSet<u32> = texts
            .iter()
            .flat_map(|t| self.text(*t).digests.iter().copied())
            .collect();
        u32::try_from(digests.len()).unwrap_or(u32::MAX)
    }

    /// Says whether texts come from at least two digests.
    pub(super) fn is_from_several(&self, texts: &[u32]) -> bool {
        self.digests(texts) >= 2
    }
}

/// Says whether ties of an entity tell something.
pub(super) fn is_core(built: &Built, number: u32) -> bool {
    built
        .entity(number)
        .is_some_and(|e| e.kind.is_core() && e.kind != Kind::Paper)
}
