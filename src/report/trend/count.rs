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

#[cfg(test)]
mod tests {
    use super::super::sample::{graph, item, linked, period};
    use super::*;
    use crate::graph::BuiltItem;

    const LINK: &str = "https://example.org/one";

    #[test]
    fn texts_come_by_day_each_once_with_all_that_their_items_name() {
        let built = graph(
            &[Kind::Company; 3],
            vec![
                linked("1.md", "2026-01-05", "a", LINK),
                item("2.md", "2026-01-01", "ab"),
                linked("3.md", "2026-01-04", "ac", LINK),
                item("4.md", "", "abc"),
                item("5.md", "2026-02-01", "c"),
            ],
        );
        let index = Index::new(&built);
        let places: Vec<&[usize]> = index.texts.iter().map(|t| &t.places[..]).collect();
        assert_eq!(
            places,
            [&[1][..], &[0, 2], &[4]],
            "what has no date is no text"
        );
        let day = |text: &str| date::days(text.parse().unwrap());
        assert_eq!(
            index.text(1).day,
            day("2026-01-04"),
            "the first of its days"
        );
        assert_eq!(index.text(1).named, [0, 2]);
        assert_eq!(index.range(period("2026-01", "2026-01")), 0..2);
        assert_eq!(index.range(period("2026-01-01", "2026-01-03")), 0..1);
        assert_eq!(index.range(period("2026-01-02", "2026-01-04")), 1..2);
        assert_eq!(index.range(period("2026-01-05", "2026-01-31")), 2..2);
        assert_eq!(index.of(0, &(0..3)), [0, 1]);
        assert_eq!(index.of(0, &(1..3)), [1]);
        assert_eq!(index.of(2, &(0..2)), [1]);
        assert!(index.of(9, &(0..3)).is_empty());
        assert_eq!(
            (0..=3).map(|n| index.namings(n)).collect::<Vec<_>>(),
            [0, 2, 4, 5]
        );
        assert_eq!(
            (
                index.digests(&[0]),
                index.digests(&[1]),
                index.digests(&[0, 1, 2])
            ),
            (1, 2, 4)
        );
        assert!(index.is_from_several(&[1]) && !index.is_from_several(&[0]));
        let named: Vec<(u32, &[u32])> = index.entities(&(1..3)).into_iter().collect();
        assert_eq!(named, [(0, &[1][..]), (2, &[1, 2])]);
    }

    #[test]
    fn papers_places_and_names_of_no_kind_make_no_pairs() {
        let kinds = [
            Kind::Company,
            Kind::Model,
            Kind::Paper,
            Kind::Place,
            Kind::Other,
            Kind::Topic,
        ];
        let built = graph(&kinds, vec![item("1.md", "2026-01-01", "abcdef")]);
        let pairs = Index::new(&built).pairs(&(0..1));
        assert_eq!(pairs.into_iter().collect::<Vec<_>>(), [((0, 1), vec![0])]);
    }

    /// More names than pair with each other unless they stand in one passage.
    #[test]
    fn passages_of_several_items_that_tell_the_same_stay_apart() {
        let roundup = |digest: &str, names: std::ops::Range<u32>| BuiltItem {
            named: names.map(|n| (n, Some(n % 20))).collect(),
            ..linked(digest, "2026-01-01", "", LINK)
        };
        let mut built = graph(&[], vec![roundup("1.md", 0..20), roundup("2.md", 20..40)]);
        let one = graph(&[Kind::Company], Vec::new());
        built.entities = vec![one.entities[0].clone(); 40];
        let index = Index::new(&built);
        assert_eq!(index.texts.len(), 1);
        assert!(index.pairs(&(0..1)).is_empty(), "one name a passage");
        let both = BuiltItem {
            named: [(0, Some(1)), (1, Some(1)), (2, Some(2))]
                .into_iter()
                .collect(),
            ..linked("2.md", "2026-01-01", "", LINK)
        };
        let mut built = graph(&[], vec![roundup("1.md", 0..40), both]);
        built.entities = vec![one.entities[0].clone(); 40];
        let index = Index::new(&built);
        let pairs: Vec<(u32, u32)> = index.pairs(&(0..1)).into_keys().collect();
        // The twenty that the first item has twice in a passage, and the two of the second one.
        assert_eq!(pairs.len(), 21);
        assert!(pairs.contains(&(0, 1)) && pairs.contains(&(0, 20)) && !pairs.contains(&(0, 2)));
    }
}
