//! Which entities the items of every digest name, for maps and reports: `store/names.bin`. It says what `mentions.csv` says, without the
//! occurrences, in a thirtieth of its bytes; where it is damaged or of another build, the table is read instead.

use super::seen::GONE;
use crate::document::Origin;
use crate::extract::Extract;
use crate::link::Registry;
use crate::text::hash::xxh64;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where it stands in a build's folder.
pub(crate) const FILE: &str = "store/names.bin";

const MAGIC: &[u8; 8] = b"aikgnam1";

/// The names of one digest. Entities are places in the registry of the build, which are rows of `entities.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names {
    /// Item, entity, and one more than the passage that names it; 0 for a paper that is only cited. Sorted.
    pub(super) named: Vec<(u32, u32, u32)>,
    /// Entities that are named as what an item has its news from, each with how often. Sorted.
    pub(super) sourced: Vec<(u32, u32)>,
}

impl Names {
    /// Those of a digest.
    pub(crate) fn of(extract: &Extract, registry: &Registry) -> Self {
        let mut sourced: BTreeMap<u32, u32> = BTreeMap::new();
        let mut named: BTreeSet<(u32, u32, u32)> = BTreeSet::new();
        for surfaced in &extract.mentions {
            let mention = &surfaced.mention;
            if let Some(entity) = registry.entity_of(&mention.meaning) {
                named.insert((mention.item, entity, surfaced.passage.saturating_add(1)));
                if mention.origin == Origin::Source {
                    *sourced.entry(entity).or_default() += 1;
                }
            }
        }
        for item in &extract.items {
            let papers = item.citations.iter().filter_map(|c| registry.paper(c));
            named.extend(papers.map(|paper| (item.number, paper, 0)));
        }
        Self {
            named: named.into_iter().collect(),
            sourced: sourced.into_iter().collect(),
        }
    }

    /// The same for another registry: `entities` has for each old place the new one, [`GONE`] where there is none. `None` where a place is
    /// gone that is still named.
    pub(crate) fn renumbered(&self, entities: &[u32]) -> Option<Self> {
        let to = |old: u32| {
            entities
                .get(old as usize)
                .copied()
                .filter(|new| *new != GONE)
        };
        let named = self.named.iter().map(|(i, e, p)| Some((*i, to(*e)?, *p)));
        let sourced = self.sourced.iter().map(|(e, n)| Some((to(*e)?, *n)));
        Some(Self {
            named: named.collect::<Option<_>>()?,
            sourced: sourced.collect::<Option<_>>()?,
        })
    }
}

/// The bytes of the file: digests sorted by name, each with its [`Names`].
pub(crate) fn bytes(build: &str, digests: &[(&str, impl Serialize)]) -> Vec<u8> {
    let mut bytes =
        postcard::to_stdvec(&(build, digests)).expect("names hold nothing that cannot be written");
    let sum = xxh64(&bytes, 0);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes.extend_from_slice(MAGIC);
    bytes
}

/// Reads what a build kept; `None` where it is not there, damaged or another build's.
pub(crate) fn read(dir: &Path, build: &str) -> Option<Vec<(String, Names)>> {
    let bytes = std::fs::read(dir.join(FILE)).ok()?;
    let (front, magic) = bytes.split_last_chunk::<8>()?;
    let (body, known) = front.split_last_chunk::<8>()?;
    if magic != MAGIC || u64::from_le_bytes(*known) != xxh64(body, 0) {
        return None;
    }
    let (of, digests): (String, Vec<(String, Names)>) = postcard::from_bytes(body).ok()?;
    (of == build).then_some(digests)
}
