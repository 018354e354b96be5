//! Two linkings and the digests that differ → the lines that the shared graphs, `registry` and `derived`, lose and gain.
//!
//! Every entity's totals are counted anew, which is quick; but pairs, periods and lines only where they can differ: of entities that a digest
//! names which is new, gone or emitted again, and of those that come to stand in more items than `COMMON`, or no longer do, since that
//! decides which of their pairs are left out. Whatever is written for both sides alike is in neither result, so that to write too much
//! costs time and nothing else.

use super::derive::{COMMON, Counted, Counts, ItemNames, Total};
use super::derived::Derived;
use super::pairs::Spilled;
use super::seen::{self, GONE, Seen};
use super::{Flush, registry, sorter};
use crate::entity::Kind;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::link::{Entity, Registry};
use rustc_hash::FxHashSet;

/// What differs between two builds.
pub(crate) struct Differing<'a> {
    /// The entities as they were.
    pub(crate) old: &'a mut Registry,
    /// The entities as they are.
    pub(crate) new: &'a mut Registry,
    /// What the digests name that stay as they are, by the places of `old`.
    pub(crate) same: &'a [&'a [u32]],
    /// What the others named, by the places of `old`.
    pub(crate) gone: Vec<ItemNames>,
    /// What they name now, by the places of `new`.
    pub(crate) come: Vec<ItemNames>,
}

/// Counts again, gives both registries their counts, and returns the lines that go and those that come, each sorted.
pub(crate) fn recount(differing: Differing<'_>, lexicon: &Lexicon) -> Result<(Vec<u8>, Vec<u8>)> {
    let Differing {
        old,
        new,
        same,
        gone,
        come,
    } = differing;
    let union = Union::of(old, new);
    let gone = lift(gone, &union.of_old);
    let come = lift(come, &union.of_new);
    let mut base = vec![Total::default(); union.ids.len()];
    for item in same.iter().flat_map(|kept| seen::seen(kept)) {
        for (number, often) in item.entities() {
            if let Some(total) = union.total(&mut base, number) {
                total.add(item.number, often, item.date);
            }
        }
    }
    let was = with(base.clone(), &gone);
    let is = with(base, &come);
    let wanted = Wanted::of(&union, [&gone, &come], [&was, &is], old);

    let mut counts = Counts::default();
    for item in same.iter().flat_map(|kept| seen::seen(kept)) {
        counts.add(vec![wanted.part(&item, &union, old)]);
    }
    let mut sides = Vec::new();
    for (names, totals, places, registry) in [
        (gone, was, &union.of_old, &mut *old),
        (come, is, &union.of_new, &mut *new),
    ] {
        let mut counts = counts.clone();
        counts.add(names);
        sides.push(wanted.lines(counts, &totals, places, &union)?);
        settle(registry, places, &totals);
    }
    let (mut removed, mut added) = match sides.as_slice() {
        [was, is] => sorter::difference(was, is),
        _ => Default::default(),
    };
    let (less, more) = entities(old, new, lexicon)?;
    removed.extend(less);
    added.extend(more);
    Ok((sorter::sort_lines(&removed), sorter::sort_lines(&added)))
}

/// All entities of both registries, sorted by id, and where those of each stand among them.
struct Union {
    ids: Vec<String>,
    of_old: Vec<u32>,
    of_new: Vec<u32>,
}

impl Union {
    fn of(old: &Registry, new: &Registry) -> Self {
        let ids = |registry: &Registry| -> Vec<String> {
            registry.entities.iter().map(|e| e.id.clone()).collect()
        };
        let mut all = ids(old);
        all.extend(ids(new));
        all.sort_unstable();
        all.dedup();
        let place = |registry: &Registry| {
            let own = registry.entities.iter().map(|e| e.id.as_str());
            seen::places(own, all.iter().map(String::as_str))
        };
        let (of_old, of_new) = (place(old), place(new));
        Self {
            ids: all,
            of_old,
            of_new,
        }
    }

    fn total<'a>(&self, totals: &'a mut [Total], old: u32) -> Option<&'a mut Total> {
        totals.get_mut(*self.of_old.get(old as usize)? as usize)
    }
}

fn place(places: &[u32], number: u32) -> u32 {
    places.get(number as usize).copied().unwrap_or(GONE)
}

/// The same names by the places of the union, whose order is that of either registry.
fn lift(mut names: Vec<ItemNames>, places: &[u32]) -> Vec<ItemNames> {
    for item in &mut names {
        for (number, _) in &mut item.entities {
            *number = place(places, *number);
        }
        for (a, b) in &mut item.pairs {
            (*a, *b) = (place(places, *a), place(places, *b));
        }
    }
    names
}

fn with(mut totals: Vec<Total>, names: &[ItemNames]) -> Vec<Total> {
    for item in names {
        for (number, often) in &item.entities {
            if let Some(total) = totals.get_mut(*number as usize) {
                total.add(item.number, *often, item.date);
            }
        }
    }
    totals
}

/// What is counted and written: numbers are places in the union.
struct Wanted {
    /// Entities whose totals and periods can differ.
    entities: Vec<bool>,
    /// Entities all of whose pairs can.
    crossing: Vec<bool>,
    pairs: FxHashSet<(u32, u32)>,
    topics: FxHashSet<String>,
    /// Whether an entity takes part in pairs.
    tells: Vec<bool>,
}

impl Wanted {
    fn of(union: &Union, names: [&[ItemNames]; 2], totals: [&[Total]; 2], old: &Registry) -> Self {
        let mut sides = vec![0u8; union.ids.len()];
        for place in union.of_old.iter().chain(&union.of_new) {
            if let Some(side) = sides.get_mut(*place as usize) {
                *side += 1;
            }
        }
        let mut entities: Vec<bool> = sides.into_iter().map(|n| n != 2).collect();
        let mut pairs = FxHashSet::default();
        let mut topics = FxHashSet::default();
        for item in names.into_iter().flatten() {
            for (number, _) in &item.entities {
                if let Some(wanted) = entities.get_mut(*number as usize) {
                    *wanted = true;
                }
            }
            pairs.extend(item.pairs.iter().copied());
            topics.extend(item.topics.iter().cloned());
        }
        let [was, is] = totals;
        let crossing = was
            .iter()
            .zip(is)
            .map(|(was, is)| (was.items > COMMON) != (is.items > COMMON))
            .collect();
        let mut tells = vec![false; union.ids.len()];
        for (place, entity) in union.of_old.iter().zip(&old.entities) {
            if let Some(tells) = tells.get_mut(*place as usize) {
                *tells = entity.kind != Kind::Other;
            }
        }
        Self {
            entities,
            crossing,
            pairs,
            topics,
            tells,
        }
    }

    /// What an item says of all this.
    fn part(&self, item: &Seen<'_>, union: &Union, old: &Registry) -> ItemNames {
        let at = |of: &[bool], n: u32| of.get(n as usize).copied().unwrap_or_default();
        let named: Vec<u32> = item
            .entities()
            .map(|(n, _)| place(&union.of_old, n))
            .collect();
        let takes = |a: u32, b: u32| {
            (at(&self.entities, a) && at(&self.entities, b) && self.pairs.contains(&(a, b)))
                || at(&self.crossing, a)
                || at(&self.crossing, b)
        };
        let mut pairs = Vec::new();
        match item.pairs() {
            Some(listed) => pairs.extend(
                listed
                    .map(|(a, b)| (place(&union.of_old, a), place(&union.of_old, b)))
                    .filter(|(a, b)| takes(*a, *b)),
            ),
            None if item.number > 0 => {
                let crosses = named.iter().any(|n| at(&self.crossing, *n));
                let telling =
                    |n: &&u32| at(&self.tells, **n) && (crosses || at(&self.entities, **n));
                let telling: Vec<u32> = named.iter().filter(telling).copied().collect();
                for (i, a) in telling.iter().enumerate() {
                    let after = telling.iter().skip(i + 1);
                    pairs.extend(after.filter(|b| takes(*a, **b)).map(|b| (*a, *b)));
                }
            }
            None => {}
        }
        let topics = item.topics.iter();
        let topics = topics.filter_map(|n| Some(&old.topics.get(*n as usize)?.id));
        ItemNames {
            number: item.number,
            date: item.date,
            pairs,
            topics: topics
                .filter(|id| self.topics.contains(*id))
                .cloned()
                .collect(),
            entities: named
                .into_iter()
                .filter(|n| at(&self.entities, *n))
                .map(|n| (n, 0))
                .collect(),
        }
    }

    /// The lines of `derived` for one side, sorted.
    fn lines(
        &self,
        counts: Counts,
        totals: &[Total],
        places: &[u32],
        union: &Union,
    ) -> Result<Vec<u8>> {
        let mut here = vec![false; union.ids.len()];
        for place in places {
            if let Some(here) = here.get_mut(*place as usize) {
                *here = self.entities.get(*place as usize) == Some(&true);
            }
        }
        let entities: Vec<Counted<'_>> = union
            .ids
            .iter()
            .zip(totals)
            .map(|(id, total)| Counted { id, total: *total })
            .collect();
        let wanted = |n: u32| here.get(n as usize).copied().unwrap_or_default();
        let derived = Derived::new(counts, Spilled::default(), entities)?;
        gathered(|flush| derived.write(&wanted, flush))
    }
}

/// Gives the entities of a registry their counts.
fn settle(registry: &mut Registry, places: &[u32], totals: &[Total]) {
    for (entity, place) in registry.entities.iter_mut().zip(places) {
        let total = totals.get(*place as usize).copied().unwrap_or_default();
        entity.items = total.items;
        entity.mentions = total.mentions;
        entity.first = total.first;
        entity.last = total.last;
    }
}

/// All that is written in pieces, sorted.
fn gathered(write: impl FnOnce(&mut Flush<'_>) -> Result<()>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    write(&mut |buffer, _| {
        out.append(buffer);
        Ok(())
    })?;
    Ok(sorter::sort_lines(&out))
}

/// The lines of `registry` that go and that come.
fn entities(old: &Registry, new: &Registry, lexicon: &Lexicon) -> Result<(Vec<u8>, Vec<u8>)> {
    fn there<'a>(registry: &'a Registry, id: &str) -> Option<&'a Entity> {
        registry.entity(registry.by_id(id)?)
    }
    // What others say of it, too: whether it is there and of which kind.
    let owners_differ = |entity: &Entity| {
        let row = entity.known.and_then(|n| lexicon.entity(n));
        row.is_some_and(|row| {
            row.of.iter().any(|id| {
                let kind = |registry| there(registry, id).map(|e| e.kind);
                kind(old) != kind(new)
            })
        })
    };
    let lines = |one: &Registry, other: &Registry| {
        let wanted = |entity: &Entity| {
            // A topic's line leads to the concept of a tag, which may be another one now.
            entity.kind == Kind::Topic
                || there(other, &entity.id).is_none_or(|twin| !entity.is_told_as(twin))
                || owners_differ(entity)
        };
        gathered(|flush| registry::write_some(one, lexicon, &wanted, flush))
    };
    Ok(sorter::difference(&lines(old, new)?, &lines(new, old)?))
}
