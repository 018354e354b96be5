//! Every spelling of the dictionaries and of the graph → its entities: what the search box asks.
//!
//! Spellings are compared by their fold, in which Traditional and Simplified characters, case, width and accents are one. They lie sorted in
//! one text, a line each, so that a search for a part of a name is a search of that text.

use super::rows::Rows;
use crate::entity::coined_id;
use crate::graph::Built;
use crate::lexicon::Lexicon;
use crate::text::fold;
use memchr::memmem;
use std::collections::BTreeSet;

/// The folded names of a graph.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Sorted, each with a line end before and after it.
    keys: String,
    /// Where each begins in `keys`.
    starts: Vec<u32>,
    entities: Rows<u32>,
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// It is the name.
    Same,
    /// It begins the name under which tables show the entity.
    Begins,
    /// It begins another of its names.
    BeginsAlias,
    /// It is a part of the name.
    Inside,
}

/// An entity that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) entity: u32,
    pub(super) nearness: Nearness,
}

/// Names compared one by one when nothing is found: more would take longer than people wait.
const COMPARED: usize = 300_000;

impl Names {
    pub(super) fn new(built: &Built, lexicon: &Lexicon) -> Self {
        let mut pairs: Vec<(String, u32)> = Vec::new();
        for (number, entity) in (0u32..).zip(&built.entities) {
            let row = lexicon.by_id(&entity.id).and_then(|n| lexicon.entity(n));
            let known = row.into_iter().flat_map(|row| {
                row.aliases
                    .iter()
                    .map(|a| &a.text)
                    .chain([&row.en, &row.zh_hans, &row.zh_hant])
            });
            let spellings = entity.aliases.iter().chain([&entity.canonical, &entity.id]);
            for name in spellings.chain(known) {
                let key = fold::key(name);
                if !key.is_empty() && !key.contains('\n') {
                    pairs.push((key, number));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut keys = String::from("\n");
        let mut starts: Vec<u32> = Vec::new();
        let mut numbered: Vec<(u32, u32)> = Vec::with_capacity(pairs.len());
        let mut last: Option<&str> = None;
        for (key, entity) in &pairs {
            if last != Some(key) {
                let Ok(start) = u32::try_from(keys.len()) else {
                    break;
                };
                starts.push(start);
                keys.push_str(key);
                keys.push('\n');
                last = Some(key);
            }
            numbered.push((u32::try_from(starts.len() - 1).unwrap_or(u32::MAX), *entity));
        }
        keys.shrink_to_fit();
        Self {
            entities: Rows::new(starts.len(), &numbered),
            keys,
            starts,
        }
    }

    fn key(&self, place: usize) -> &str {
        let start = self.starts.get(place).map_or(0, |s| *s as usize);
        let end = self
            .starts
            .get(place + 1)
            .map_or(self.keys.len(), |s| *s as usize);
        self.keys.get(start..end.saturating_sub(1)).unwrap_or("")
    }

    /// The entities that a name may mean, those that most items name first, after how near the name is; at most `most`.
    pub(super) fn find(
        &self,
        name: &str,
        built: &Built,
        lexicon: &Lexicon,
        most: usize,
    ) -> Vec<Hit> {
        let bare = name.trim();
        let bare = bare.strip_prefix("ent:").unwrap_or(bare);
        let key = fold::key(bare);
        if key.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Nearness, u32)> = Vec::new();
        let from = self.starts.len().min(self.first_not_below(&key));
        for place in from..self.starts.len() {
            let known = self.key(place);
            if !known.starts_with(&key) {
                break;
            }
            let nearness = if known == key {
                Nearness::Same
            } else {
                Nearness::BeginsAlias
            };
            let list = u32::try_from(place).unwrap_or(u32::MAX);
            found.extend(self.entities.of(list).iter().map(|e| (nearness, *e)));
        }
        // What rules lead to: versions, legal forms, both orders of a name.
        let understood = lexicon
            .understand(bare, None)
            .and_then(|u| built.by_id(&lexicon.entity(u.name.entity)?.id));
        let coined = built.by_id(&coined_id(&lexicon.coined_key(bare)));
        for entity in understood.into_iter().chain(coined) {
            found.push((Nearness::Same, entity));
        }
        // One letter stands in nearly every name.
        if key.chars().count() > 1 || key.len() > 2 {
            for at in memmem::find_iter(self.keys.as_bytes(), key.as_bytes()) {
                let place = self.place_of(at);
                let list = u32::try_from(place).unwrap_or(u32::MAX);
                let inside = |e: &u32| (Nearness::Inside, *e);
                found.extend(self.entities.of(list).iter().map(inside));
            }
        }
        let weight = |entity: u32| built.entity(entity).map_or(0, |e| e.items);
        found.sort_unstable_by_key(|(nearness, entity)| (*entity, *nearness));
        found.dedup_by_key(|(_, entity)| *entity);
        for (nearness, entity) in &mut found {
            let shown = || built.entity(*entity).map(|e| fold::key(&e.canonical));
            if *nearness == Nearness::BeginsAlias && shown().is_some_and(|s| s.starts_with(&key)) {
                *nearness = Nearness::Begins;
            }
        }
        found.sort_unstable_by_key(|(nearness, entity)| {
            (*nearness, std::cmp::Reverse(weight(*entity)), *entity)
        });
        found.truncate(most);
        found
            .into_iter()
            .map(|(nearness, entity)| Hit { entity, nearness })
            .collect()
    }

    /// The entities of which this is a name.
    pub(super) fn same(&self, name: &str) -> impl Iterator<Item = u32> {
        let key = fold::key(name);
        let place = self.first_not_below(&key);
        let is_same = place < self.starts.len() && self.key(place) == key;
        let list = u32::try_from(place).ok().filter(|_| is_same);
        self.entities.of(list.unwrap_or(u32::MAX)).iter().copied()
    }

    fn first_not_below(&self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.starts.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The number of the key that a byte of `keys` belongs to.
    fn place_of(&self, at: usize) -> usize {
        self.starts
            .partition_point(|start| *start as usize <= at)
            .saturating_sub(1)
    }

    /// The entities whose names look most like a name that nobody has.
    pub(super) fn nearest(&self, name: &str, built: &Built, most: usize) -> Vec<u32> {
        let key: String = fold::key(name).chars().take(60).collect();
        let mut scored: Vec<(f64, usize)> = (0..self.starts.len().min(COMPARED))
            .map(|place| (strsim::jaro_winkler(&key, self.key(place)), place))
            .filter(|(score, _)| *score > 0.7)
            .collect();
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (_, place) in scored {
            let list = u32::try_from(place).unwrap_or(u32::MAX);
            for entity in self.entities.of(list) {
                if built.entity(*entity).is_some() && seen.insert(*entity) {
                    found.push(*entity);
                }
            }
            if found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        found
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.keys.capacity() + self.starts.capacity() * 4 + self.entities.bytes()
    }
}
