//! The dictionaries in the form in which the program carries them: read at once, without parsing a row.
//!
//! The build script makes it with the code below, so that a start costs no more than what is asked: looking up a name reads three
//! finite-state maps in place and decodes the rows it needs; only a text needs the trie.

use super::verdict::Forbidden;
use super::{Entity, Name};
use fst::Streamer as _;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Everything but the trie.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Image<'a> {
    /// SHA-256 over all rows, in hex.
    pub(super) hash: String,
    /// Ids → numbers of rows, a finite-state map.
    #[serde(borrow)]
    pub(super) ids: Cow<'a, [u8]>,
    /// Keys → slots.
    #[serde(borrow)]
    pub(super) keys: Cow<'a, [u8]>,
    /// Keys with the mainland's words, where that changes them → slots of the keys they came from.
    #[serde(borrow)]
    pub(super) regions: Cow<'a, [u8]>,
    /// Firms' names without the words that all firms bear → numbers of rows.
    #[serde(borrow)]
    pub(super) stems: Cow<'a, [u8]>,
    /// Romanised Han names of people → numbers of rows.
    #[serde(borrow)]
    pub(super) readings: Cow<'a, [u8]>,
    /// Rows, one after the other.
    #[serde(borrow)]
    pub(super) rows: Cow<'a, [u8]>,
    /// Where each row ends.
    pub(super) row_ends: Vec<u32>,
    /// The names of all slots.
    pub(super) names: Vec<Name>,
    /// Where the names of each slot end.
    pub(super) name_ends: Vec<u32>,
    /// Names that never are one.
    pub(super) forbidden: Forbidden,
}

impl<'a> Image<'a> {
    /// Reads what [`Image::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The image as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// A row by its number.
    pub(super) fn row(&self, number: usize) -> Option<Entity> {
        postcard::from_bytes(slice(&self.rows, &self.row_ends, number)?).ok()
    }

    /// The names of a slot.
    pub(super) fn names(&self, slot: u64) -> &[Name] {
        usize::try_from(slot)
            .ok()
            .and_then(|slot| slice(&self.names, &self.name_ends, slot))
            .unwrap_or_default()
    }
}

/// The part of `all` between the end before and the end of a place.
fn slice<'s, T>(all: &'s [T], ends: &[u32], place: usize) -> Option<&'s [T]> {
    let end = *ends.get(place)? as usize;
    let start = match place.checked_sub(1) {
        Some(before) => *ends.get(before)? as usize,
        None => 0,
    };
    all.get(start..end)
}

/// A finite-state map over sorted strings, as bytes.
pub(super) fn map<'k>(pairs: impl Iterator<Item = (&'k String, u64)>) -> Cow<'static, [u8]> {
    let mut builder = fst::MapBuilder::memory();
    for (key, number) in pairs {
        // Only strings out of order are refused, and those come from a BTreeMap.
        let _ = builder.insert(key, number);
    }
    builder.into_inner().unwrap_or_default().into()
}

/// Looks a string up in a map.
pub(super) fn find(map: &[u8], key: &str) -> Option<u64> {
    fst::Map::new(map).ok()?.get(key)
}

/// How many strings a map has.
pub(super) fn len(map: &[u8]) -> usize {
    fst::Map::new(map).map_or(0, |map| map.len())
}

/// All strings of a map, sorted, with their numbers.
pub(super) fn all(map: &[u8]) -> Vec<(String, u32)> {
    let mut found = Vec::with_capacity(len(map));
    let Ok(map) = fst::Map::new(map) else {
        return found;
    };
    let mut stream = map.stream();
    while let Some((key, number)) = stream.next() {
        if let (Ok(key), Ok(number)) = (std::str::from_utf8(key), u32::try_from(number)) {
            found.push((key.to_string(), number));
        }
    }
    found
}
