//! Claims that are new, gone, told otherwise or of other entities. A claim is known by the words that make it.

use super::Change;
use super::cause::Causes;
use super::rows::{Row, side_by_side};
use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A claim that changed.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimChange {
    /// How.
    pub change: Change,
    /// Its digest.
    pub digest: String,
    /// The number of its item; in the second build where both have it.
    pub item: u32,
    /// What it says: `microsoft acquires activision`.
    pub says: String,
    /// What it said before, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The words that make it.
    pub evidence: String,
    /// Why.
    pub why: String,
}

#[derive(Deserialize, Clone)]
struct ClaimRow {
    digest: String,
    item: u32,
    subject: String,
    predicate: String,
    object: String,
    date: String,
    evidence: String,
    confidence: String,
    polarity: String,
}

impl Row for ClaimRow {
    fn digest(&self) -> &str {
        &self.digest
    }
}

impl ClaimRow {
    fn says(&self) -> String {
        format!("{} {} {}", self.subject, self.predicate, self.object)
    }

    fn how(&self) -> String {
        let mut how = format!("{} {}", self.polarity, self.confidence);
        if !self.date.is_empty() {
            how.push_str(&format!(" {}", self.date));
        }
        how
    }
}

pub(super) fn compare(old: &Path, new: &Path, causes: &Causes) -> Result<Vec<ClaimChange>> {
    let mut changes = Vec::new();
    side_by_side(
        old,
        new,
        "relations.csv",
        |digest: &str, before: Vec<ClaimRow>, after: Vec<ClaimRow>| {
            let mut found: Vec<ClaimChange> = Vec::new();
            let mut note = |change, row: &ClaimRow, says: String, was: Option<String>| {
                found.push(ClaimChange {
                    change,
                    digest: digest.to_string(),
                    item: row.item,
                    says,
                    before: was,
                    evidence: row.evidence.clone(),
                    why: causes.why(digest),
                });
            };
            let mut before = keyed(before, ClaimRow::says);
            let mut left = Vec::new();
            for (key, row) in keyed(after, ClaimRow::says) {
                match before.remove(&key) {
                    None => left.push(row),
                    Some(was) if was.how() != row.how() => {
                        let says = format!("{} ({})", row.says(), row.how());
                        let was = format!("{} ({})", was.says(), was.how());
                        note(Change::Changed, &row, says, Some(was));
                    }
                    Some(_) => {}
                }
            }
            // The same words with the same predicate, but of other entities.
            let mut before = keyed(before.into_values().collect(), |r| r.predicate.clone());
            for (key, row) in keyed(left, |r| r.predicate.clone()) {
                match before.remove(&key) {
                    Some(was) => note(Change::Relinked, &row, row.says(), Some(was.says())),
                    None => note(Change::Added, &row, row.says(), None),
                }
            }
            for row in before.into_values() {
                note(Change::Removed, &row, row.says(), None);
            }
            found.sort_by(|a, b| (a.item, &a.says, a.change).cmp(&(b.item, &b.says, b.change)));
            changes.extend(found);
        },
    )?;
    Ok(changes)
}

/// Claims by their words and what `by` tells of them, and by how many of the same stand before.
fn keyed(
    rows: Vec<ClaimRow>,
    by: impl Fn(&ClaimRow) -> String,
) -> BTreeMap<(String, String, u32), ClaimRow> {
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut keyed = BTreeMap::new();
    for row in rows {
        let key = (row.evidence.clone(), by(&row));
        let number = seen.entry(key.clone()).or_default();
        *number += 1;
        keyed.insert((key.0, key.1, *number), row);
    }
    keyed
}
