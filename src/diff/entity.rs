//! Entities that are new, gone, or of another name or type.

use super::Change;
use super::cause::Causes;
use super::mention::Mentions;
use crate::entity::Kind;
use crate::graph::{Built, BuiltEntity};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// An entity that changed.
#[derive(Debug, Clone, Serialize)]
pub struct EntityChange {
    /// How.
    pub change: Change,
    /// The local part of its IRI.
    pub entity: String,
    /// Its name; the new one where it changed.
    pub name: String,
    /// Its type; the new one where it changed.
    #[serde(serialize_with = "name")]
    pub kind: Kind,
    /// What it was before, where that is something else: `NVIDIA, Company`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Why.
    pub why: String,
}

fn name<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// Digests named as the reason for a new entity at the most.
const SHOWN: usize = 3;

pub(super) fn compare(
    [old, new]: &[Built; 2],
    mentions: &Mentions,
    causes: &Causes,
) -> Vec<EntityChange> {
    let get = |built: &Built, id: &str| -> Option<BuiltEntity> {
        built.by_id(id).and_then(|n| built.entity(n)).cloned()
    };
    let both = old.entities.iter().chain(&new.entities);
    let ids: BTreeSet<&str> = both.map(|e| e.id.as_str()).collect();
    let mut changes = Vec::new();
    for id in ids {
        let (before, after) = (get(old, id), get(new, id));
        let (change, shown, told) = match (before, after) {
            (None, Some(after)) => (Change::Added, after, None),
            (Some(before), None) => (Change::Removed, before, None),
            (Some(before), Some(after))
                if before.canonical != after.canonical || before.kind != after.kind =>
            {
                let told = format!("{}, {}", before.canonical, before.kind);
                (Change::Changed, after, Some(told))
            }
            _ => continue,
        };
        changes.push(EntityChange {
            change,
            entity: shown.id,
            name: shown.canonical,
            kind: shown.kind,
            before: told,
            why: why(id, mentions, causes),
        });
    }
    changes
}

/// The digests that brought it or took it away; else what else differs.
fn why(id: &str, mentions: &Mentions, causes: &Causes) -> String {
    let digests = mentions.digests.get(id);
    let own: Vec<String> = digests
        .into_iter()
        .flatten()
        .filter_map(|digest| causes.of_digest(digest))
        .collect();
    if own.is_empty() {
        return causes.elsewhere();
    }
    let more = match own.len().saturating_sub(SHOWN) {
        0 => String::new(),
        n => format!(", and {n} more"),
    };
    let shown: Vec<&str> = own.iter().take(SHOWN).map(String::as_str).collect();
    format!("{}{more}", shown.join(", "))
}
