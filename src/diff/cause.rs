//! What two manifests tell apart: the reasons for every change.

use super::Change;
use crate::graph::Manifest;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What differs between two manifests.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Causes {
    /// Digests that only the second build has.
    pub added: Vec<String>,
    /// Digests that only the first build has.
    pub removed: Vec<String>,
    /// Digests of other bytes.
    pub changed: Vec<String>,
    /// Imports that only one build has, or of other lines; with what became of them.
    pub imports: Vec<(Change, String)>,
    /// The programs, where they differ.
    pub program: Option<[String; 2]>,
    /// The hashes of the dictionaries, where they differ.
    pub dictionaries: Option<[String; 2]>,
}

impl Causes {
    pub(super) fn of(old: &Manifest, new: &Manifest) -> Self {
        let digests = |m: &Manifest| -> BTreeMap<String, String> {
            let pairs = m
                .inputs
                .iter()
                .map(|i| (i.digest.clone(), i.sha256.clone()));
            pairs.collect()
        };
        let (before, after) = (digests(old), digests(new));
        let differ = |a: &String, b: &String| (a != b).then(|| [a.clone(), b.clone()]);
        let missing = |from: &BTreeMap<String, String>, to: &BTreeMap<String, String>| {
            let names = from.keys().filter(|name| !to.contains_key(*name));
            names.cloned().collect()
        };
        Self {
            added: missing(&after, &before),
            removed: missing(&before, &after),
            changed: before
                .iter()
                .filter(|(name, sha)| after.get(*name).is_some_and(|other| other != *sha))
                .map(|(name, _)| name.clone())
                .collect(),
            imports: imports(old, new),
            program: differ(&old.software, &new.software),
            dictionaries: differ(&old.dictionaries, &new.dictionaries),
        }
    }

    /// Says whether a digest is the same in both builds.
    pub(super) fn is_same(&self, digest: &str) -> bool {
        self.of_digest(digest).is_none()
    }

    /// Why what stands in a digest changed.
    pub(super) fn why(&self, digest: &str) -> String {
        self.of_digest(digest).unwrap_or_else(|| self.elsewhere())
    }

    /// What happened to a digest itself.
    pub(super) fn of_digest(&self, digest: &str) -> Option<String> {
        [
            (&self.added, "is new"),
            (&self.removed, "is gone"),
            (&self.changed, "changed"),
        ]
        .into_iter()
        .find(|(names, _)| names.binary_search_by(|n| n.as_str().cmp(digest)).is_ok())
        .map(|(_, what)| format!("{digest} {what}"))
    }

    /// Why something changed whose digest did not.
    pub(super) fn elsewhere(&self) -> String {
        let mut reasons = Vec::new();
        if self.dictionaries.is_some() {
            reasons.push("other dictionaries".to_string());
        }
        if let Some([old, new]) = &self.program {
            reasons.push(format!("another program ({old}, {new})"));
        }
        let digests = self.added.len() + self.removed.len() + self.changed.len();
        if digests > 0 {
            reasons.push("what other digests say of names".to_string());
        }
        if reasons.is_empty() {
            reasons.push("another make of the same version of the program".to_string());
        }
        reasons.join(", or ")
    }
}

/// What became of the imports, sorted by name.
fn imports(old: &Manifest, new: &Manifest) -> Vec<(Change, String)> {
    let hashes = |m: &Manifest| -> BTreeMap<String, String> {
        let pairs = m.imports.iter().map(|i| (i.name.clone(), i.sha256.clone()));
        pairs.collect()
    };
    let (before, after) = (hashes(old), hashes(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let change = |name: &String| match (before.get(name), after.get(name)) {
        (None, Some(_)) => Some(Change::Added),
        (Some(_), None) => Some(Change::Removed),
        (a, b) if a != b => Some(Change::Changed),
        _ => None,
    };
    names
        .into_iter()
        .filter_map(|name| Some((change(name)?, name.clone())))
        .collect()
}
