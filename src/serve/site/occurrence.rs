//! `mentions.csv` → where each item names what, 20 bytes a mention.

use super::rows::Rows;
use super::texts::{Gatherer, Texts};
use crate::error::Result;
use crate::graph::{Built, read};
use serde::Deserialize;
use std::path::Path;

/// Where an item names an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// The first byte, in the digest's file.
    pub(super) start: u32,
    /// The entity.
    pub(super) entity: u32,
    /// The words, by number.
    pub(super) surface: u32,
    /// The passage of the item.
    pub(super) passage: u32,
    /// Whether it stands in the heading.
    pub(super) heading: bool,
    /// Whether it stands inside a longer name.
    pub(super) nested: bool,
}

/// All occurrences.
#[derive(Debug)]
pub(super) struct Occurrences {
    /// By the item's place in [`Built::items`], in the order of the text.
    by_item: Rows<Occurrence>,
    surfaces: Texts,
}

#[derive(Deserialize)]
struct Row {
    digest: String,
    item: u32,
    surface: String,
    start: u32,
    entity: String,
    origin: String,
    nested: u8,
    passage: u32,
}

impl Occurrences {
    pub(super) fn open(dir: &Path, built: &Built) -> Result<Self> {
        let mut pairs: Vec<(u32, Occurrence)> = Vec::new();
        let mut surfaces = Gatherer::default();
        read(dir, "mentions.csv", |row: Row| {
            let place = place(built, &row.digest, row.item);
            if let (Some(place), Some(entity)) = (place, built.by_id(&row.entity)) {
                let occurrence = Occurrence {
                    start: row.start,
                    entity,
                    surface: surfaces.number(&row.surface),
                    passage: row.passage,
                    heading: row.origin == "heading",
                    nested: row.nested == 1,
                };
                pairs.push((place, occurrence));
            }
            Ok(())
        })?;
        pairs.sort_by_key(|(item, o)| (*item, o.start, o.nested, o.entity));
        Ok(Self {
            by_item: Rows::new(built.items.len(), &pairs),
            surfaces: surfaces.finish(),
        })
    }

    /// What an item names, in the order of its text.
    pub(super) fn of(&self, item: u32) -> &[Occurrence] {
        self.by_item.of(item)
    }

    /// The words of an occurrence.
    pub(super) fn surface(&self, occurrence: &Occurrence) -> &str {
        self.surfaces.get(occurrence.surface)
    }

    /// What they take in memory.
    pub(super) fn bytes(&self) -> usize {
        self.by_item.bytes() + self.surfaces.bytes()
    }
}

/// The place of an item in [`Built::items`].
pub(super) fn place(built: &Built, digest: &str, number: u32) -> Option<u32> {
    let found = built
        .items
        .binary_search_by(|item| (item.digest.as_str(), item.number).cmp(&(digest, number)));
    found.ok().and_then(|place| u32::try_from(place).ok())
}
