//! Items that are new, gone or told otherwise. An item is known by its heading: its number changes with what stands before it.

use super::Change;
use super::cause::Causes;
use super::rows::{Row, side_by_side};
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// An item that changed.
#[derive(Debug, Clone, Serialize)]
pub struct ItemChange {
    /// How.
    pub change: Change,
    /// Its digest.
    pub digest: String,
    /// Its number, in the build that has it; in the second where both have.
    pub item: u32,
    /// Its heading.
    pub heading: String,
    /// The columns of `items.csv` that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<&'static str>,
    /// Why.
    pub why: String,
}

#[derive(Deserialize)]
struct ItemRow {
    digest: String,
    item: u32,
    heading: String,
    section: String,
    date: String,
    importance: String,
    topics: String,
    sources: String,
}

impl Row for ItemRow {
    fn digest(&self) -> &str {
        &self.digest
    }
}

impl ItemRow {
    fn columns(&self) -> [(&'static str, &str); 5] {
        [
            ("section", &self.section),
            ("date", &self.date),
            ("importance", &self.importance),
            ("topics", &self.topics),
            ("sources", &self.sources),
        ]
    }
}

pub(super) fn compare(old: &Path, new: &Path, causes: &Causes) -> Result<Vec<ItemChange>> {
    let mut changes = Vec::new();
    side_by_side(
        old,
        new,
        "items.csv",
        |digest: &str, before: Vec<ItemRow>, after: Vec<ItemRow>| {
            let mut before = keyed(before);
            let mut found: Vec<ItemChange> = Vec::new();
            let mut note = |change, row: ItemRow, columns| {
                found.push(ItemChange {
                    change,
                    digest: digest.to_string(),
                    item: row.item,
                    heading: row.heading,
                    columns,
                    why: causes.why(digest),
                });
            };
            for (key, row) in keyed(after) {
                let Some(was) = before.remove(&key) else {
                    note(Change::Added, row, Vec::new());
                    continue;
                };
                let pairs = was.columns().into_iter().zip(row.columns());
                let differ: Vec<_> = pairs
                    .filter(|(a, b)| a != b)
                    .map(|((column, _), _)| column)
                    .collect();
                if !differ.is_empty() {
                    note(Change::Changed, row, differ);
                }
            }
            for row in before.into_values() {
                note(Change::Removed, row, Vec::new());
            }
            found.sort_by_key(|a| (a.item, a.change));
            changes.extend(found);
        },
    )?;
    Ok(changes)
}

/// Items by heading, and by how many of the same stand before.
fn keyed(rows: Vec<ItemRow>) -> BTreeMap<(String, u32), ItemRow> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut keyed = BTreeMap::new();
    for row in rows {
        let number = seen.entry(row.heading.clone()).or_default();
        *number += 1;
        keyed.insert((row.heading.clone(), *number), row);
    }
    keyed
}
