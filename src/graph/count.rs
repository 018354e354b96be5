//! What the digests of one part say ↔ entries by key, which add up over all parts → what no digest has alone: the named graphs `derived` and
//! `meta`.
//!
//! [`Counts`] go by the numbers of a registry; entries go by ids, so that parts can be added up by who has no registry. Adding up and
//! writing take one entry at a time: what is held is one sum for each entity.

use super::derive::{Counts, ItemNames, Period, Sum};
use super::derived::{self, Subject};
use super::meta::{self, BuildId, InputRecord, Manifest};
use super::quad::Writer;
use super::{Flush, derive::names};
use crate::error::Result;
use crate::extract::Extract;
use crate::link::Registry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that is counted, or one digest. Their order is that in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Count {
    /// A digest; these do not add up, each is there once.
    Digest(InputRecord),
    /// An entity, by id, over all time.
    Entity(String, Sum),
    /// All items of a period.
    Items(Period, u64),
    /// Items of a period that name an entity.
    Named(String, Period, u64),
    /// Items of a period that have a topic.
    Topic(String, Period, u64),
    /// Items that name two entities, the lesser id first.
    Pair(String, String, Sum),
}

/// What entries are sorted by.
pub(crate) type Key<'a> = (u8, &'a str, &'a str, Option<Period>);

impl Count {
    /// What it is an entry of: entries of one key add up.
    pub(crate) fn key(&self) -> Key<'_> {
        match self {
            Self::Digest(record) => (0, &record.digest, "", None),
            Self::Entity(id, _) => (1, id, "", None),
            Self::Items(period, _) => (2, "", "", Some(*period)),
            Self::Named(id, period, _) => (3, id, "", Some(*period)),
            Self::Topic(id, period, _) => (4, id, "", Some(*period)),
            Self::Pair(a, b, _) => (5, a, b, None),
        }
    }

    /// Adds what another entry of the same key counts.
    ///
    /// # Errors
    /// The name of a digest that both are.
    pub(crate) fn merge(&mut self, other: Self) -> std::result::Result<(), String> {
        match (self, other) {
            (Self::Entity(_, own), Self::Entity(_, sum))
            | (Self::Pair(_, _, own), Self::Pair(_, _, sum)) => own.add(sum),
            (Self::Items(_, own), Self::Items(_, n))
            | (Self::Named(_, _, own), Self::Named(_, _, n))
            | (Self::Topic(_, _, own), Self::Topic(_, _, n)) => *own += n,
            (Self::Digest(own), _) => return Err(own.digest.clone()),
            _ => {}
        }
        Ok(())
    }
}

/// What the digests of one part say.
#[derive(Debug, Default)]
pub(crate) struct Part {
    digests: BTreeMap<String, InputRecord>,
    counts: Counts,
}

/// What one digest says.
pub(crate) struct Seen(InputRecord, Vec<ItemNames>);

impl Seen {
    pub(crate) fn of(extract: &Extract, registry: &Registry) -> Self {
        Self(InputRecord::of(extract), names(extract, registry))
    }
}

impl Part {
    /// Adds what a digest says.
    ///
    /// # Errors
    /// The name of a digest that was added before.
    pub(crate) fn add(&mut self, seen: Seen) -> std::result::Result<(), String> {
        let Seen(record, names) = seen;
        let name = record.digest.clone();
        if self.digests.insert(name.clone(), record).is_some() {
            return Err(name);
        }
        self.counts.add(names);
        Ok(())
    }

    /// How many digests it has.
    pub(crate) fn len(&self) -> u64 {
        self.digests.len() as u64
    }

    /// Its entries, sorted by key.
    pub(crate) fn into_entries(self, registry: &Registry) -> Vec<Count> {
        let id = |number: u32| registry.entity(number).map(|e| e.id.clone());
        let Counts {
            totals,
            pairs,
            entities,
            topics,
            items,
        } = self.counts;
        let mut all: Vec<Count> = self.digests.into_values().map(Count::Digest).collect();
        let totals = totals.into_iter();
        all.extend(totals.filter_map(|(n, total)| Some(Count::Entity(id(n)?, total.into()))));
        let items = items.into_iter();
        all.extend(items.map(|(period, n)| Count::Items(period, u64::from(n))));
        let named = entities.into_iter();
        all.extend(named.filter_map(|((entity, period), n)| {
            Some(Count::Named(id(entity)?, period, u64::from(n)))
        }));
        let topics = topics.into_iter();
        all.extend(topics.map(|((topic, period), n)| Count::Topic(topic, period, u64::from(n))));
        let pairs = pairs.into_rows().into_iter();
        all.extend(pairs.filter_map(|row| {
            let (a, b) = row.pair();
            Some(Count::Pair(id(a)?, id(b)?, row.sum()))
        }));
        all.sort_unstable_by(|a, b| a.key().cmp(&b.key()));
        all
    }
}

/// Writes `derived` and `meta` from the entries of all parts, added up and sorted. `manifest` is that of a build without digests.
pub(crate) fn write(
    entries: impl Iterator<Item = Result<Count>>,
    registry: &Registry,
    mut manifest: Manifest,
    flush: &mut Flush<'_>,
) -> Result<()> {
    let derived = derived::graph();
    let meta = meta::graph();
    let mut out = Vec::new();
    let mut id = BuildId::of(&manifest);
    let mut period: Option<(String, String)> = None;
    let mut sums = vec![Sum::default(); registry.entities.len()];
    let place = |id: &str| registry.by_id(id).map(|n| n as usize);
    for entry in entries {
        match entry? {
            Count::Digest(record) => {
                id.input(&record);
                manifest.totals.digests += 1;
                meta::write_input(&mut Writer::new(&mut out, &meta), &record);
                if !record.date.is_empty() {
                    let (first, last) =
                        period.get_or_insert_with(|| (record.date.clone(), record.date.clone()));
                    if record.date < *first {
                        *first = record.date;
                    } else if record.date > *last {
                        *last = record.date;
                    }
                }
            }
            Count::Entity(id, sum) => {
                if let Some(own) = place(&id).and_then(|n| sums.get_mut(n)) {
                    *own = sum;
                }
            }
            Count::Items(period, n) => {
                let mut writer = Writer::new(&mut out, &derived);
                derived::write_count(&mut writer, &Subject::All, period, n);
            }
            Count::Named(id, period, n) => {
                let mut writer = Writer::new(&mut out, &derived);
                derived::write_count(&mut writer, &Subject::Entity(&id), period, n);
            }
            Count::Topic(id, period, n) => {
                let mut writer = Writer::new(&mut out, &derived);
                derived::write_count(&mut writer, &Subject::Topic(&id), period, n);
            }
            Count::Pair(a, b, sum) => {
                let items = |id| place(id).and_then(|n| sums.get(n)).map_or(0, |s| s.items);
                if sum.is_told(items(&a), items(&b)) {
                    derived::write_pair(&mut Writer::new(&mut out, &derived), &a, &b, &sum);
                }
            }
        }
        flush(&mut out, false)?;
    }
    for (entity, sum) in registry.entities.iter().zip(&sums) {
        derived::write_entity(&mut Writer::new(&mut out, &derived), &entity.id, sum);
        flush(&mut out, false)?;
    }
    manifest.build = id.finish();
    let period = period.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
    meta::write_build(&mut Writer::new(&mut out, &meta), &manifest, period);
    flush(&mut out, true)
}
