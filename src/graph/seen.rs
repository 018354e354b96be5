//! Which entities the items of a digest name → whole numbers that are kept from build to build, so that counts are made anew without reading
//! extracts.
//!
//! For each item: its number, its date, how many entities, topics and pairs follow; then the entities, each with how often it is named, the
//! topics, the pairs. Entities and topics are places in the registry of the build that keeps them. The pairs of an item that is no roundup
//! follow from its entities and are left out.

use super::derive::{ItemNames, ROUNDUP};
use crate::entity::Kind;
use crate::link::Registry;
use crate::text::date;
use jiff::civil::Date;

/// Stands for pairs that are left out.
const NONE: u32 = u32::MAX;

/// What one item names.
pub(super) struct Seen<'a> {
    /// Its number; 0 is the digest's head.
    pub(super) number: u32,
    pub(super) date: Option<Date>,
    entities: &'a [u32],
    /// Places in the registry.
    pub(super) topics: &'a [u32],
    pairs: Option<&'a [u32]>,
}

impl<'a> Seen<'a> {
    /// Its entities, each with how often it is named.
    pub(super) fn entities(&self) -> impl Iterator<Item = (u32, u32)> + use<'a> {
        self.entities.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// The pairs of a roundup; `None` where all of its entities that tell something are pairs.
    pub(super) fn pairs(&self) -> Option<impl Iterator<Item = (u32, u32)> + use<'a>> {
        let pairs = self.pairs?.chunks_exact(2);
        Some(pairs.map(|pair| (pair[0], pair[1])))
    }
}

/// Writes what a digest's items name.
pub(crate) fn keep(names: &[ItemNames], registry: &Registry) -> Vec<u32> {
    let tells = |n: u32| registry.entity(n).is_some_and(|e| e.kind != Kind::Other);
    let topic = |id: &String| {
        let place = registry.topics.binary_search_by(|t| t.id.cmp(id)).ok()?;
        u32::try_from(place).ok()
    };
    let mut out = Vec::new();
    for item in names {
        let topics: Vec<u32> = item.topics.iter().filter_map(topic).collect();
        let telling = item.entities.iter().filter(|(n, _)| tells(*n)).count();
        let is_roundup = item.number > 0 && telling > ROUNDUP;
        out.extend([
            item.number,
            date::number(item.date),
            count(item.entities.len()),
            count(topics.len()),
            if is_roundup {
                count(item.pairs.len())
            } else {
                NONE
            },
        ]);
        out.extend(item.entities.iter().flat_map(|(n, often)| [*n, *often]));
        out.extend(topics);
        if is_roundup {
            out.extend(item.pairs.iter().flat_map(|(a, b)| [*a, *b]));
        }
    }
    out
}

/// An item names fewer things than 32 bits can count.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE - 1)
}

/// Takes the next item off the front; `None` at the end and where the numbers are not what [`keep`] wrote.
fn next<'a>(rest: &mut &'a [u32]) -> Option<Seen<'a>> {
    let (head, body) = rest.split_first_chunk::<5>()?;
    let [number, day, entities, topics, pairs] = *head;
    let (entities, body) = body.split_at_checked((entities as usize).checked_mul(2)?)?;
    let (topics, body) = body.split_at_checked(topics as usize)?;
    let length = if pairs == NONE { 0 } else { pairs as usize };
    let (listed, body) = body.split_at_checked(length.checked_mul(2)?)?;
    *rest = body;
    Some(Seen {
        number,
        date: date::of_number(day),
        entities,
        topics,
        pairs: (pairs != NONE).then_some(listed),
    })
}

/// The items that [`keep`] wrote.
pub(super) fn seen(kept: &[u32]) -> impl Iterator<Item = Seen<'_>> {
    let mut rest = kept;
    std::iter::from_fn(move || next(&mut rest))
}

/// The same numbers for another registry: `entities` and `topics` have for each old place the new one, [`GONE`] where there is none.
/// `None` where a place is gone that is still named.
pub(crate) fn renumber(kept: &[u32], entities: &[u32], topics: &[u32]) -> Option<Vec<u32>> {
    let to = |map: &[u32], old: u32| map.get(old as usize).copied().filter(|new| *new != GONE);
    let mut out = Vec::with_capacity(kept.len());
    let mut rest = kept;
    while !rest.is_empty() {
        out.extend_from_slice(rest.get(..5)?);
        let item = next(&mut rest)?;
        for (entity, often) in item.entities() {
            out.extend([to(entities, entity)?, often]);
        }
        for topic in item.topics {
            out.push(to(topics, *topic)?);
        }
        for (a, b) in item.pairs().into_iter().flatten() {
            out.extend([to(entities, a)?, to(entities, b)?]);
        }
    }
    Some(out)
}

/// What has no place in the other registry.
pub(crate) const GONE: u32 = u32::MAX;

/// For each of `old`, sorted, its place among `new`, sorted.
pub(crate) fn places<'a>(
    old: impl Iterator<Item = &'a str>,
    new: impl Iterator<Item = &'a str>,
) -> Vec<u32> {
    let mut new = (0u32..).zip(new).peekable();
    old.map(|id| {
        while new.next_if(|(_, other)| *other < id).is_some() {}
        new.next_if(|(_, other)| *other == id)
            .map_or(GONE, |(place, _)| place)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_another_registry() {
        let old = ["a", "c", "d"];
        let map = places(old.into_iter(), ["a", "b", "d", "e"].into_iter());
        assert_eq!(map, [0, GONE, 2]);
        let kept = [1, 0, 2, 0, NONE, 0, 7, 2, 1];
        let moved = renumber(&kept, &map, &[]).unwrap();
        assert_eq!(moved, [1, 0, 2, 0, NONE, 0, 7, 2, 1]);
        assert_eq!(renumber(&[1, 0, 1, 0, NONE, 1, 7], &map, &[]), None);
        assert_eq!(renumber(&kept[..8], &map, &[]), None, "cut short");
    }
}
